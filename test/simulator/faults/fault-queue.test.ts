import { describe, expect, test } from '@jest/globals';
import { adjustableClock } from '../../../simulator/clock.ts';
import { FaultQueue } from '../../../simulator/faults/fault-queue.ts';
import { type Fault, newFaults } from '../../../simulator/faults/faults.ts';

const reset = (more: object = {}) => ({ on: 'publish', answer: { kind: 'reset' }, ...more });
const clock = adjustableClock({ now: () => 0 });
const queueOf = (...given: object[]) => {
  const queue = new FaultQueue(clock);
  queue.add(newFaults.parse(given));
  return queue;
};
const delays = (faults: readonly (Fault | undefined)[]) =>
  faults.map((fault) => (fault !== undefined && 'delayMs' in fault ? fault.delayMs : null));

describe('the queue of faults', () => {
  test('gives each fault to the first request that it is for, as often as it says', () => {
    const queue = queueOf(reset({ delayMs: 1, times: 2 }), reset({ delayMs: 2 }));
    expect(delays([1, 2, 3, 4].map(() => queue.take('publish', '1')))).toEqual([1, 1, 2, null]);
  });

  test('keeps a fault for the account that it names', () => {
    const queue = queueOf(reset({ igUserId: '2', delayMs: 1 }), reset({ delayMs: 2 }));
    expect(delays([queue.take('publish', '1'), queue.take('publish', '2'), queue.take('publish', '2')])).toEqual([
      2,
      1,
      null,
    ]);
  });

  test('keeps a fault for the kind of request that it names', () => {
    const queue = queueOf(reset());
    expect(queue.take('readMedia', '1')).toBeUndefined();
    expect(queue.waiting()).toHaveLength(1);
  });

  test('keeps an aimed fault for the container that has its text', () => {
    const queue = queueOf(reset({ containing: 'post-17', delayMs: 1 }), reset({ delayMs: 2 }));
    const texts = [['a caption', 'https://media.example/post-18.jpg'], [], ['about post-17'], []];
    expect(delays(texts.map((each) => queue.take('publish', '1', each)))).toEqual([2, null, 1, null]);
  });

  test('gives a fault with a time to every request of that time by its clock, and then those behind it', () => {
    const queue = queueOf(reset({ delayMs: 1, forMs: 1_000 }), reset({ delayMs: 2 }));
    const take = () => queue.take('publish', '1');
    const taken = [take(), take()];
    clock.advance(999);
    taken.push(take());
    clock.advance(1);
    expect(delays([...taken, take(), take()])).toEqual([1, 1, 1, 2, null]);
  });

  test('counts the time of a fault from when it was added', () => {
    const queue = queueOf();
    clock.advance(5_000);
    queue.add(newFaults.parse(reset({ forMs: 1_000 })));
    clock.advance(400);
    expect(queue.waiting()).toMatchObject([{ forMs: 600 }]);
    clock.advance(600);
    expect(queue.waiting()).toEqual([]);
  });

  test('tells what is left, and forgets it when cleared', () => {
    const queue = queueOf(reset({ times: 3 }));
    queue.take('publish', '1');
    expect(queue.waiting()).toMatchObject([{ on: 'publish', times: 2, commit: false, delayMs: 0 }]);
    queue.clear();
    expect(queue.waiting()).toEqual([]);
  });

  test.each([
    ['no kind of request', { answer: { kind: 'reset' } }],
    ['an unknown kind of request', { on: 'publishing', answer: { kind: 'reset' } }],
    ['an unknown answer', { on: 'publish', answer: { kind: 'shrug' } }],
    ['an unknown key', reset({ comit: true })],
    ['commit where nothing is published', { on: 'readMedia', commit: true, answer: { kind: 'reset' } }],
    ['a normal answer to a publish that does not happen', { on: 'publish', answer: { kind: 'normal' } }],
    ['an error without a code', { on: 'publish', answer: { kind: 'error', httpStatus: 403, message: 'no' } }],
    ['a number of times that is none', reset({ times: 0 })],
    ['a time that is none', reset({ forMs: 0 })],
    ['a number of times and a time', reset({ times: 1, forMs: 1_000 })],
    ['a late commit of no time', reset({ commit: 'late' })],
    ['a time for a commit that is not late', reset({ commit: true, commitAfterMs: 1 })],
    [
      'a normal answer to a late publish',
      { on: 'publish', commit: 'late', commitAfterMs: 1, answer: { kind: 'normal' } },
    ],
    ['children dropped from what is not published', reset({ dropChildren: 1 })],
    ['a late comment', { on: 'comment', commit: 'late', commitAfterMs: 1, answer: { kind: 'reset' } }],
    ['a normal answer to a comment that is not made', { on: 'comment', answer: { kind: 'normal' } }],
    ['a normal answer to an answer that takes no effect', { on: 'answerInvite', answer: { kind: 'normal' } }],
    [
      'a withdrawal after an answer that takes no effect',
      { on: 'answerInvite', withdraw: 'after', answer: { kind: 'reset' } },
    ],
    ['a withdrawal of what a list does not show', { on: 'listInvites', withdraw: 'after', answer: { kind: 'reset' } }],
    ['a withdrawal before a list', { on: 'listInvites', withdraw: 'before', answer: { kind: 'normal' } }],
    ['an aim at a list', { on: 'listMedia', containing: 'post-17', answer: { kind: 'reset' } }],
    ['an answer to an upload', { on: 'upload', answer: { kind: 'reset' } }],
    [
      'a server error of an upload that is none',
      { on: 'upload', outcome: { kind: 'serverError', httpStatus: 404, when: 'before' } },
    ],
    ['a partial request of no length', { on: 'upload', outcome: { kind: 'partialRequest' } }],
    ['an unknown outcome of processing', { on: 'processing', outcome: { kind: 'late' } }],
  ])('refuses a fault with %s', (_, given) => {
    expect(newFaults.safeParse(given).success).toBe(false);
  });
});
