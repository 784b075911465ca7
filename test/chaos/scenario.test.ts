import { describe, expect, test } from '@jest/globals';
import { requestOf } from '../../chaos/requests.ts';
import { makeScenario, type Scenario, type ScenarioOptions } from '../../chaos/scenario.ts';
import { WINDOW_MS } from '../../chaos/windows.ts';
import { parsePostRequest } from '../../client/index.ts';
import { ON_UNCONFIRMED } from '../../contracts/reconcile.ts';
import { newMedia } from '../../simulator/control/foreign-media.ts';
import { newFaults } from '../../simulator/faults/faults.ts';
import { settingsChange } from '../../simulator/settings.ts';

const OPTIONS: ScenarioOptions = {
  ...{ seed: 7, posts: 200, apartMs: 500, dueWithinMs: 12_000, publishWithinSeconds: 45, mayHang: true },
  ...{ workerKills: 5, serverRestarts: 2, simulatorRestarts: 3, foreignPosts: 20, listFaults: 10 },
  newTokens: 1,
};
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const scenarios = SEEDS.map((seed) => makeScenario({ ...OPTIONS, seed }));
const faultsIn = ({ posts, disturbances }: Scenario) => [
  ...posts.flatMap(({ faults }) => faults.map(({ fault }) => fault)),
  ...disturbances.flatMap((one) => (one.kind === 'list-fault' ? [one.fault] : [])),
];
const faults = scenarios.flatMap(faultsIn);

test('the same seed gives the same scenario, and another seed another one', () => {
  expect(makeScenario(OPTIONS)).toEqual(makeScenario(OPTIONS));
  expect(makeScenario(OPTIONS)).not.toEqual(makeScenario({ ...OPTIONS, seed: 8 }));
});

describe('the simulator takes', () => {
  test('every fault that is drawn', () => {
    for (const fault of faults) expect(() => newFaults.parse(fault)).not.toThrow();
  });

  test('every weather and every foreign post', () => {
    for (const { weather, disturbances } of scenarios) {
      expect(() => settingsChange.parse(weather)).not.toThrow();
      for (const one of disturbances) {
        if (one.kind !== 'foreign-post') continue;
        expect(() => newMedia.parse({ igUserId: '1', kind: one.media, caption: one.caption })).not.toThrow();
      }
    }
  });
});

test('the client takes every post that is drawn', () => {
  const now = Date.now();
  const places = { hostUrl: 'http://127.0.0.1:1', videoFile: '/clip.mp4' };
  for (const { posts, publishWithinSeconds } of scenarios) {
    for (const post of posts) {
      const request = requestOf(post, { accountId: 'brand', dueAt: now + 60_000, publishWithinSeconds, places });
      expect(parsePostRequest(request, now).post.id).toBe(post.marker);
    }
  }
});

describe('over some seeds', () => {
  const drawn = (name: string) => new Set(faults.map((fault) => fault[name]));
  const kindsOf = (on: string) =>
    new Set(faults.filter((fault) => fault.on === on).map(({ answer, outcome }) => answer?.kind ?? kindIn(outcome)));

  test('every request of the table is struck', () => {
    expect([...drawn('on')].sort()).toEqual(
      [
        ...['comment', 'createContainer', 'listComments', 'listMedia', 'listStories', 'processing', 'publish'],
        ...['readChildren', 'readContainer', 'readMedia', 'upload'],
      ].sort(),
    );
  });

  test.each([
    ['publish', ['normal', 'error', 'noId', 'html', 'truncated', 'empty', 'reset', 'hang']],
    ['createContainer', ['error', 'noId', 'html', 'truncated', 'empty', 'reset', 'hang']],
    ['processing', ['error', 'stuck', 'slow']],
    [
      'upload',
      [
        'cut',
        'stall',
        'partialRequest',
        'offsetInvalid',
        'rateLimited',
        'processingFailed',
        'notAuthorized',
        'serverError',
        'stuck',
      ],
    ],
  ])('every answer to %s is given', (on, kinds) => {
    expect([...kindsOf(on)].sort()).toEqual([...kinds].sort());
  });

  test('answers that prove nothing are twins: the same with the post live behind it, later, and not at all', () => {
    const commits = Map.groupBy(
      faults.filter(({ on, answer }) => on === 'publish' && answer?.['subcode'] === 2207051),
      ({ commit }) => commit,
    );
    expect(new Set(commits.keys())).toEqual(new Set([true, false, 'late']));
  });

  test('every way of repeating a publish, every lag and every way of showing captions is met', () => {
    const all = (name: keyof Scenario['weather']) => new Set(scenarios.map(({ weather }) => weather[name])).size;
    expect([all('republish'), all('feedLagMs'), all('finishedLagMs'), all('captions')]).toEqual([4, 3, 3, 2]);
  });
});

test('a refusal that is believed hides a live post only where the container tells it at once', () => {
  const believed = scenarios.flatMap((scenario) =>
    faultsIn(scenario)
      .filter(({ on, answer }) => on === 'publish' && [9, 9007].includes(Number(answer?.['code'])))
      .map(({ commit }) => ({ commit, lagMs: scenario.weather.finishedLagMs })),
  );
  expect(believed.some(({ commit }) => commit === true)).toBe(true);
  expect(believed.filter(({ commit, lagMs }) => commit !== false && lagMs > 0)).toEqual([]);
  expect(believed.filter(({ commit }) => commit === 'late')).toEqual([]);
});

test('an account that has posts published again sees every late commit before the last look, or one would be doubled by design', () => {
  const commits = scenarios.flatMap(({ posts, weather }) =>
    posts.flatMap(({ account, faults }) =>
      faults.map(({ fault }) => ({
        ...{ account, tellsAfterMs: Math.min(weather.finishedLagMs, weather.feedLagMs) },
        ...{ afterMs: Number(fault['commitAfterMs'] ?? 0), delayMs: Number(fault['delayMs'] ?? 0) },
      })),
    ),
  );
  const late = commits.filter(({ afterMs }) => afterMs > 0);
  expect(new Set(late.map(({ account }) => account))).toEqual(new Set(ON_UNCONFIRMED));
  for (const { account, afterMs, delayMs, tellsAfterMs } of late)
    if (account !== 'wait') expect(afterMs + delayMs + tellsAfterMs).toBeLessThan(WINDOW_MS - 1_000);
});

test('about half of the posts are struck, and nothing happens after the last moment of a sending', () => {
  for (const { posts, disturbances, lastSendAtMs } of scenarios) {
    const share = posts.filter((post) => post.faults.length > 0).length / posts.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.15);
    expect(Math.max(...disturbances.map(({ atMs }) => atMs))).toBeLessThan(lastSendAtMs);
  }
});

const kindIn = (outcome: unknown): unknown =>
  typeof outcome === 'object' && outcome !== null && 'kind' in outcome ? outcome.kind : undefined;
