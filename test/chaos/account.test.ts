import { describe, expect, test } from '@jest/globals';
import type { AttemptView, PostStatus } from '../../client/index.ts';
import { containerId, mediaId } from '../contracts/samples.ts';
import { audited, type Case, ended } from './audited.ts';

const counts = (one: Case) => {
  const { duplicates, lost, lies } = audited(one);
  return { duplicates, lost, lies };
};
const NOTHING = { duplicates: 0, lost: 0, lies: 0 };
const sentences = (one: Case) => audited(one).offenders.flatMap(({ offences }) => offences.map(({ what }) => what));

const cancel = { command: { kind: 'cancel', atMs: 1 } } as const;
const edit = { command: { kind: 'edit', atMs: 1, caption: 'Edited', allowLate: true } } as const;
const carousel = { kind: 'carousel', media: [{ kind: 'image' }, { kind: 'image' }] } as const;
const withCaption = (caption: string) => ({ parameters: { chaos_marker: 'chaos-0001', caption } });
const incomplete = { code: 'carousel-incomplete', message: '…' };
const notCounted = { code: 'carousel-not-counted', message: '…' };

describe('nothing is wrong with', () => {
  const unsent: PostStatus[] = ['canceled', 'missed', 'failed', 'blocked', 'unconfirmed'];
  const cases: ReadonlyArray<[string, Case]> = [
    ['a post that is published once', {}],
    ...unsent
      .filter((status) => status !== 'canceled')
      .map((status): [string, Case] => [`one that is ${status} and not live`, { view: ended(status), live: [] }]),
    ['one that is unconfirmed and live', { view: ended('unconfirmed') }],
    [
      'one that was canceled and is not live',
      { plan: cancel, answers: { command: 'done' }, view: ended('canceled'), live: [] },
    ],
    [
      'one that was canceled although the answer was lost',
      { plan: cancel, answers: { command: 'unknown' }, view: ended('canceled'), live: [] },
    ],
    ['one that was published because its cancellation was refused', { plan: cancel, answers: { command: 'refused' } }],
    ['one that was refused when it was queued', { answers: { queueing: 'refused' }, view: null, live: [] }],
    ['one whose media nobody has found', { view: { mediaId: null } }],
    ['a carousel of which all media are there', { plan: carousel, live: [{ children: 2 }] }],
    [
      'one that is short, with a warning',
      { plan: carousel, live: [{ children: 1 }], view: { warnings: [incomplete] } },
    ],
    [
      'one that nobody could count, with a warning',
      { plan: carousel, live: [{ children: 2 }], view: { warnings: [notCounted] } },
    ],
    [
      'one that is short and whose media nobody has found',
      { plan: carousel, live: [{ children: 1 }], view: { mediaId: null } },
    ],
    ['an edited post', { plan: edit, answers: { command: 'done' }, container: withCaption('Edited') }],
    ['one whose edit was refused', { plan: edit, answers: { command: 'refused' } }],
    ['one whose edit was answered to nobody, as it was', { plan: edit, answers: { command: 'unknown' } }],
    [
      'one whose edit was answered to nobody, edited',
      { plan: edit, answers: { command: 'unknown' }, container: withCaption('Edited') },
    ],
    ['an upload that arrived as it is', { container: { upload: { digest: 'd1' } } }],
    [
      'a first comment that failed and is not there',
      { view: { firstComment: { status: 'failed', error: ended('failed').error as never } }, live: [{ comments: [] }] },
    ],
    ['one that a person saw live and settled as published', { answers: { settledAs: 'published' } }],
    [
      'one that a person settled as not published, and that is unconfirmed again',
      { answers: { settledAs: 'not-published' }, view: ended('unconfirmed'), live: [] },
    ],
    ['a first comment that is still waiting', { view: { firstComment: { status: 'waiting' } } }],
  ];
  test.each(cases)('%s', (_, one) => {
    expect(sentences(one)).toEqual([]);
    expect(counts(one)).toEqual(NOTHING);
  });
});

describe('a duplicate is', () => {
  const cases: ReadonlyArray<[string, Case]> = [
    ['a post that is live twice', { live: [{}, { id: '902' }] }],
    ['one that is live twice and unconfirmed', { view: ended('unconfirmed'), live: [{}, { id: '902' }] }],
    ['a first comment that is there twice', { live: [{ comments: [{ text: 'First!' }, { text: 'First!' }] }] }],
  ];
  test.each(cases)('%s', (_, one) => {
    expect(counts(one)).toEqual({ ...NOTHING, duplicates: 1 });
  });
});

describe('lost is', () => {
  const open: PostStatus[] = ['scheduled', 'preparing', 'ready', 'publishing'];
  const cases: ReadonlyArray<[string, Case]> = [
    ['a post that nobody can read', { view: null, live: [] }],
    ...open.map((status): [string, Case] => [`one that is still ${status}`, { view: ended(status), live: [] }]),
    ['one that failed without a reason', { view: { ...ended('failed'), error: null }, live: [] }],
    ['one that was missed without a reason', { view: { ...ended('missed'), error: null }, live: [] }],
    ['one that is unconfirmed without a reason', { view: { ...ended('unconfirmed'), error: null }, live: [] }],
  ];
  test.each(cases)('%s', (_, one) => {
    expect(counts(one)).toEqual({ ...NOTHING, lost: 1 });
  });
});

describe('a lie is', () => {
  const cases: ReadonlyArray<[string, Case, string]> = [
    ['a published post that is not live', { live: [] }, 'We say that it is published, and it is not.'],
    ['a failed one that is live', { view: ended('failed') }, 'We say that it is failed, and it is live as media 901.'],
    ['a missed one that is live', { view: ended('missed') }, 'We say that it is missed'],
    ['a blocked one that is live', { view: ended('blocked') }, 'We say that it is blocked'],
    [
      'a canceled one that is live',
      { plan: cancel, answers: { command: 'done' }, view: ended('canceled') },
      'We say that it is canceled, and it is live',
    ],
    [
      'one that was refused when it was queued and is live',
      { answers: { queueing: 'refused' }, view: null },
      'It was refused when it was queued, and is live',
    ],
    ["another one's media", { view: { mediaId: mediaId('999') } }, 'that is another one: it is 901'],
    [
      'a short carousel that nobody was warned of',
      { plan: carousel, live: [{ children: 1 }] },
      'live with fewer media than it has',
    ],
    [
      'a warning about a whole carousel',
      { plan: carousel, live: [{ children: 2 }], view: { warnings: [incomplete] } },
      'and they are all there',
    ],
    ['an upload that became another file', { container: { upload: { digest: 'd2' } } }, 'not, byte for byte'],
    [
      'a cancellation that was confirmed and did not hold',
      { plan: cancel, answers: { command: 'done' } },
      'Its cancellation was confirmed, and we say that it is published.',
    ],
    ['a post that is canceled by nobody', { view: ended('canceled'), live: [] }, 'nobody did that'],
    [
      'one that is canceled by a command that was refused',
      { plan: cancel, answers: { command: 'refused' }, view: ended('canceled'), live: [] },
      'nobody did that',
    ],
    [
      'one that was sent before it was due',
      { publish: { bodyReceivedAt: Date.parse('2026-12-01T08:59:59.500Z') } },
      'It was sent 500 ms before it was due.',
    ],
    [
      'one that is live as it was before its edit',
      { plan: edit, answers: { command: 'done' } },
      'It is live with the caption "A caption"',
    ],
    [
      'one that is live as a refused edit would have it',
      { plan: edit, answers: { command: 'refused' }, container: withCaption('Edited') },
      'It is live with the caption "Edited"',
    ],
    [
      'one that a person saw live, and that is unconfirmed all the same',
      { answers: { settledAs: 'published' }, view: ended('unconfirmed') },
      'A person was heard who saw it published, and we say that it is unconfirmed.',
    ],
    ['a posted first comment that is not there', { live: [{ comments: [] }] }, 'is posted, and it is not'],
    [
      'a failed first comment that is there',
      { view: { firstComment: { status: 'failed', error: ended('failed').error as never } } },
      'failed, and it is there',
    ],
  ];
  test.each(cases)('%s', (_, one, sentence) => {
    expect(sentences(one)).toEqual([expect.stringContaining(sentence)]);
    expect(counts(one)).toEqual({ ...NOTHING, lies: 1 });
  });
});

describe('an unconfirmed post is counted as', () => {
  const unconfirmed = { view: ended('unconfirmed') };
  const at = (publishedAt: string) => ({ ...unconfirmed, live: [{ publishedAt: Date.parse(publishedAt) }] });
  const cases: ReadonlyArray<[string, Case, object]> = [
    ['not live', { ...unconfirmed, live: [] }, { live: 0, notLive: 1, readable: 0, missedChances: 0 }],
    ['a missed chance, read within the window', unconfirmed, { live: 1, notLive: 0, readable: 1, missedChances: 1 }],
    [
      'readable, when a fault kept it from being read',
      { ...unconfirmed, plan: { faults: [{ atMs: 0, fault: { on: 'readContainer' } }] } },
      { live: 1, notLive: 0, readable: 1, missedChances: 0 },
    ],
    [
      'readable, when it went live after the window',
      at('2026-12-01T09:00:20.000Z'),
      { live: 1, notLive: 0, readable: 1, missedChances: 0 },
    ],
    [
      'readable, when Instagram said so after the window',
      { ...unconfirmed, finishedLagMs: 10_000 },
      { live: 1, notLive: 0, readable: 1, missedChances: 0 },
    ],
    [
      'live, when Instagram does not say so yet',
      { ...unconfirmed, finishedLagMs: 10_000, endMs: 9_000 },
      { live: 1, notLive: 0, readable: 0, missedChances: 0 },
    ],
  ];
  test.each(cases)('%s', (_, one, expected) => {
    const { missedChances, ...counted } = audited(one).unconfirmed;
    expect({ ...counted, missedChances: missedChances.length }).toEqual(expected);
  });
});

test('what people settled is counted, and what was sent again while it was in doubt', () => {
  const attempt = (outcome: AttemptView['outcome']): AttemptView => ({
    ...{ containerId: containerId('801'), outcome, sentAt: null, note: '' },
  });
  const attempts = [attempt('unconfirmed'), attempt('published')];
  expect(audited({ view: { attempts } }).sentAgain).toBe(1);
  expect(audited({ view: { attempts: attempts.slice(0, 1) } }).sentAgain).toBe(0);
  expect(audited({ answers: { settledAs: 'not-published' } }).settled).toEqual({ published: 0, 'not-published': 1 });
});

test('states are counted, and published posts whose media nobody has found', () => {
  expect(audited({ view: { mediaId: null } })).toMatchObject({ posts: 1, states: { published: 1 }, withoutMedia: 1 });
  expect(audited({ view: null, live: [] }).states).toEqual({ unreadable: 1 });
  expect(audited({ answers: { queueing: 'refused' }, view: null, live: [] })).toMatchObject({ refused: 1, states: {} });
});
