import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { usageIn } from '../../graph/usage.ts';

const instagram = (overrides: object) => ({
  type: 'instagram',
  call_count: 1,
  total_cputime: 1,
  total_time: 1,
  estimated_time_to_regain_access: 0,
  ...overrides,
});
const business = (...entries: object[]) => ({ 'x-business-use-case-usage': JSON.stringify({ '178': entries }) });
const app = (value: unknown) => ({ 'x-app-usage': JSON.stringify(value) });
const NOTHING = { app: null, account: null };
const ofAccount = (percent: number, regainAccessMinutes: number | null = 0) => ({
  app: null,
  account: { percent, regainAccessMinutes },
});
const ofApp = (percent: number) => ({ app: { percent, regainAccessMinutes: null }, account: null });

describe('the usage headers', () => {
  test.each<[string, Record<string, string>, object]>([
    ['no header', {}, NOTHING],
    ['the app header', app({ call_count: 12, total_cputime: 25, total_time: 3 }), ofApp(25)],
    ['the business header', business(instagram({ call_count: 7, total_time: 9 })), ofAccount(9)],
    [
      'a throttled account',
      business(instagram({ call_count: 100, estimated_time_to_regain_access: 13 })),
      ofAccount(100, 13),
    ],
    ['other products only', business(instagram({ type: 'pages', call_count: 99 })), NOTHING],
    [
      'the highest of several',
      business(
        instagram({ call_count: 5 }),
        instagram({ total_cputime: 60 }),
        instagram({ type: 'ads', call_count: 90 }),
      ),
      ofAccount(60),
    ],
    [
      'several businesses',
      { 'x-business-use-case-usage': JSON.stringify({ '1': [instagram({})], '2': [instagram({ call_count: 44 })] }) },
      ofAccount(44),
    ],
    [
      'both headers',
      { ...app({ call_count: 80 }), ...business(instagram({ call_count: 2 })) },
      { ...ofAccount(2), app: { percent: 80, regainAccessMinutes: null } },
    ],
    ['a field missing', business({ type: 'instagram', call_count: 3 }), ofAccount(3, null)],
    ['odd numbers', app({ call_count: 'many', total_cputime: -4, total_time: 8 }), ofApp(8)],
    ['broken JSON', { 'x-app-usage': '{"call_count":', 'x-business-use-case-usage': '<html>' }, NOTHING],
    ['an array', app([1, 2]), NOTHING],
    ['null', app(null), NOTHING],
    ['no list of entries', { 'x-business-use-case-usage': '{"178":{"type":"instagram","call_count":4}}' }, NOTHING],
  ])('are read with %s', (_case, headers, expected) => {
    expect(usageIn(headers)).toEqual(expected);
  });

  test('never make reading fail, whatever they hold', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.oneof(fc.string(), fc.json()), (one, other) => {
        const { app, account } = usageIn({ 'x-app-usage': one, 'x-business-use-case-usage': other });
        for (const meter of [app, account]) expect(meter?.percent ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
