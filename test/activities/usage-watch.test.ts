import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createUsageWatch, type UsageWatch } from '../../activities/usage-watch.ts';
import type { IgUserId } from '../../contracts/ids.ts';
import { movableClock } from './activity-bed.ts';

const ANN = { igUserId: '17841400000000001' as IgUserId };
const BEN = { igUserId: '17841400000000002' as IgUserId };
const MINUTE = 60_000;

const meter = (percent: number, regainAccessMinutes: number | null = null) => ({ percent, regainAccessMinutes });
const ofAccount = (percent: number, regainAccessMinutes?: number) => ({
  app: null,
  account: meter(percent, regainAccessMinutes),
});
const ofApp = (percent: number) => ({ app: meter(percent), account: null });

let watch: UsageWatch;
let forward: (ms: number) => void;
beforeEach(() => {
  forward = movableClock();
  watch = createUsageWatch();
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('nothing waits before anything was told', () => {
  expect(watch.pauseOf(ANN, null)).toBeNull();
});

test('an account near its limit keeps no other one waiting', () => {
  watch.hear(ANN, ofAccount(95));
  expect(watch.pauseOf(ANN, null)).toMatchObject({ of: 'account', percent: 95 });
  expect(watch.pauseOf(BEN, null)).toBeNull();
});

test('an app near its limit keeps every account waiting', () => {
  watch.hear(ANN, ofApp(97));
  expect(watch.pauseOf(ANN, null)).toMatchObject({ of: 'app', percent: 97 });
  expect(watch.pauseOf(BEN, null)).toMatchObject({ of: 'app', percent: 97 });
});

test('the longer of two pauses holds', () => {
  watch.hear(ANN, ofApp(97));
  watch.hear(ANN, ofAccount(95, 30));
  expect(watch.pauseOf(ANN, null)).toMatchObject({ of: 'account' });
  watch.hear(ANN, ofAccount(95, 1));
  expect(watch.pauseOf(ANN, null)).toMatchObject({ of: 'app' });
});

test('a lower percentage ends the pause', () => {
  watch.hear(ANN, ofAccount(100, 60));
  watch.hear(ANN, ofAccount(40));
  expect(watch.pauseOf(ANN, null)).toBeNull();
});

test('what is told of the app says nothing of the account', () => {
  watch.hear(ANN, ofAccount(100, 60));
  watch.hear(ANN, ofApp(1));
  expect(watch.pauseOf(ANN, null)).toMatchObject({ of: 'account' });
});

test('a pause ends by itself', () => {
  watch.hear(ANN, ofAccount(100, 60));
  forward(61 * MINUTE);
  expect(watch.pauseOf(ANN, null)).toBeNull();
});
