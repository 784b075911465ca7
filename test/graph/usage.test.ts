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
const NOTHING = { percent: null, regainAccessMinutes: null };

describe('the usage headers', () => {
  test.each<[string, Record<string, string>, object]>([
    ['no header', {}, NOTHING],
    [
      'the app header',
      app({ call_count: 12, total_cputime: 25, total_time: 3 }),
      { percent: 25, regainAccessMinutes: null },
    ],
    [
      'the business header',
      business(instagram({ call_count: 7, total_time: 9 })),
      { percent: 9, regainAccessMinutes: 0 },
    ],
    [
      'a throttled account',
      business(instagram({ call_count: 100, estimated_time_to_regain_access: 13 })),
      { percent: 100, regainAccessMinutes: 13 },
    ],
    ['other products only', business(instagram({ type: 'pages', call_count: 99 })), NOTHING],
    [
      'the highest of several',
      business(
        instagram({ call_count: 5 }),
        instagram({ total_cputime: 60 }),
        instagram({ type: 'ads', call_count: 90 }),
      ),
      { percent: 60, regainAccessMinutes: 0 },
    ],
    [
      'several businesses',
      { 'x-business-use-case-usage': JSON.stringify({ '1': [instagram({})], '2': [instagram({ call_count: 44 })] }) },
      { percent: 44, regainAccessMinutes: 0 },
    ],
    [
      'both headers',
      { ...app({ call_count: 80 }), ...business(instagram({ call_count: 2 })) },
      { percent: 80, regainAccessMinutes: 0 },
    ],
    ['a field missing', business({ type: 'instagram', call_count: 3 }), { percent: 3, regainAccessMinutes: null }],
    [
      'odd numbers',
      app({ call_count: 'many', total_cputime: -4, total_time: 8 }),
      { percent: 8, regainAccessMinutes: null },
    ],
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
        const { percent } = usageIn({ 'x-app-usage': one, 'x-business-use-case-usage': other });
        expect(percent === null || percent >= 0).toBe(true);
      }),
    );
  });
});
