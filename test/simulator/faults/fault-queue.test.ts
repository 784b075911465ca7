import { describe, expect, test } from '@jest/globals';
import { type Fault, FaultQueue, newFaults } from '../../../simulator/faults/faults.ts';

const reset = (more: object = {}) => ({ on: 'publish', answer: { kind: 'reset' }, ...more });
const queueOf = (...given: object[]) => {
  const queue = new FaultQueue();
  queue.add(newFaults.parse(given));
  return queue;
};
const delays = (faults: readonly (Fault | undefined)[]) =>
  faults.map((fault) => (fault === undefined || fault.on === 'processing' ? null : fault.delayMs));

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
  ])('refuses a fault with %s', (_, given) => {
    expect(newFaults.safeParse(given).success).toBe(false);
  });
});
