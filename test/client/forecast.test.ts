import { describe, expect, test } from '@jest/globals';
import { type AskedPost, type ExistingPost, Forecast } from '../../client/forecast.ts';
import { parseForecastRequests } from '../../client/forecast-request.ts';
import type { PlannedCall } from '../../contracts/ledger.ts';
import { accountId } from '../contracts/samples.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const ACCOUNT = accountId('brand');
const at = (clock: string): number => Date.parse(`2026-12-01T${clock}:00Z`);
const asked = (dueAt: number, holder = 'asked', publishWithinMs = 3_600_000): AskedPost => ({
  ...{ holder, dueAt, publishWithinMs, isNew: false },
});
const queued = (dueAt: number, holder = 'queued'): ExistingPost => ({
  ...{ holder, dueAt, isQueued: true, publishedAt: null },
});
const ended = (dueAt: number, holder: string, publishedAt: string | null = null): ExistingPost => ({
  ...{ holder, dueAt, isQueued: false, publishedAt },
});
const planned = (instant: number, holder: string): PlannedCall => ({ holder, at: instant, isGranted: false });

describe('a forecast asks the account', () => {
  test.each<[string, ConstructorParameters<typeof Forecast>[0], number[]]>([
    [
      'about all in the order in which they are due',
      { asked: [asked(at('10:00')), asked(at('09:00'), 'other')], existing: [queued(at('09:30'))], plan: [] },
      [at('09:00'), at('09:30'), at('10:00')],
    ],
    [
      'not about those that the account knows of',
      { asked: [asked(at('10:00'))], existing: [queued(at('09:00'), 'known')], plan: [planned(at('09:10'), 'known')] },
      [at('10:00')],
    ],
    [
      'once about a post that is queued already, by its own due time',
      { asked: [asked(at('10:00'), 'same')], existing: [queued(at('10:30'), 'same')], plan: [] },
      [at('10:30')],
    ],
    [
      'not about those that have ended',
      {
        asked: [asked(at('10:00')), asked(at('10:00'), 'canceled')],
        existing: [ended(at('09:00'), 'other'), ended(at('10:00'), 'canceled')],
        plan: [],
      },
      [at('10:00')],
    ],
    [
      'not about those that are due later',
      {
        asked: [asked(at('10:00')), asked(at('12:00'), 'moved')],
        existing: [queued(at('10:01'), 'moved'), queued(at('10:02'), 'later')],
        plan: [],
      },
      [at('10:00'), at('10:01')],
    ],
    [
      'once about two requests of one id',
      { asked: [asked(at('10:00'), 'same'), asked(at('10:00'), 'same')], existing: [], plan: [] },
      [at('10:00')],
    ],
  ])('%s', (_, parts, dueAts) => {
    expect(new Forecast(parts).dueAts).toEqual(dueAts);
  });
});

describe('a forecast tells', () => {
  const answers = (parts: ConstructorParameters<typeof Forecast>[0], instants: number[]) =>
    new Forecast(parts).read(instants).map(({ expectedAt, fits }) => [expectedAt?.slice(11, 16), fits]);

  test('each post in the order in which they were asked about', () => {
    const posts = [asked(at('10:00')), asked(at('09:00'), 'other')];
    expect(answers({ asked: posts, existing: [], plan: [] }, [at('09:01'), at('10:02')])).toEqual([
      ['10:02', true],
      ['09:01', true],
    ]);
  });

  test('of those due at one instant, that the ones queued already go first, and the others as they were asked about', () => {
    const posts = [asked(at('10:00'), 'one'), asked(at('10:00'), 'two')];
    const instants = [at('10:00'), at('10:10'), at('10:20')];
    expect(answers({ asked: posts, existing: [queued(at('10:00'))], plan: [] }, instants)).toEqual([
      ['10:10', true],
      ['10:20', true],
    ]);
  });

  test('what the account has planned for a post that has asked it', () => {
    expect(answers({ asked: [asked(at('10:00'))], existing: [], plan: [planned(at('10:30'), 'asked')] }, [])).toEqual([
      ['10:30', true],
    ]);
  });

  test.each<[number, number, boolean]>([
    [at('10:00'), 0, true],
    [at('11:00'), 0, false],
    [at('11:00'), 3_600_000, true],
    [at('11:00') + 1, 3_600_000, false],
  ])('whether it fits: at %d within %d ms of ten: %s', (instant, publishWithinMs, fits) => {
    const forecast = new Forecast({ asked: [asked(at('10:00'), 'asked', publishWithinMs)], existing: [], plan: [] });
    expect(forecast.read([instant])).toEqual([
      { dueAt: '2026-12-01T10:00:00.000Z', expectedAt: new Date(instant).toISOString(), fits },
    ]);
  });

  test('of a post that is queued already what is expected of it, and that queueing it again fits however late that is', () => {
    const moved = { asked: [asked(at('08:00'), 'moved')], existing: [queued(at('10:00'), 'moved')], plan: [] };
    expect(new Forecast(moved).read([at('13:00')])).toEqual([
      { dueAt: '2026-12-01T10:00:00.000Z', expectedAt: '2026-12-01T13:00:00.000Z', fits: true },
    ]);
  });

  test.each([null, '2026-12-01T09:00:01.000Z'])('of a post that has ended when it was published: %s', (publishedAt) => {
    const repeat = {
      asked: [asked(at('10:00'), 'ended')],
      existing: [ended(at('09:00'), 'ended', publishedAt)],
      plan: [],
    };
    expect(new Forecast(repeat).read([])).toEqual([
      { dueAt: '2026-12-01T09:00:00.000Z', expectedAt: publishedAt, fits: true },
    ]);
  });

  test('that a post never goes out while the limit allows none, which arrives as null', () => {
    const forecast = new Forecast({ asked: [asked(at('10:00'))], existing: [], plan: [] });
    expect(forecast.read(JSON.parse('[null]'))).toEqual([
      { dueAt: '2026-12-01T10:00:00.000Z', expectedAt: null, fits: false },
    ]);
  });
});

describe('what is asked about', () => {
  const parse = (requests: readonly object[]) => parseForecastRequests(requests, { accountId: ACCOUNT, now: NOW });
  const unnamed = (dueAt: number, publishWithinMs?: number) => ({ ...asked(dueAt, '0', publishWithinMs), isNew: true });

  test.each<[string, object, object]>([
    ['a time', { scheduledAt: '2026-12-01T10:00:00+01:00' }, unnamed(at('09:00'))],
    ['a local time', { scheduledAt: '2026-12-01T10:00', timeZone: 'Europe/Berlin' }, unnamed(at('09:00'))],
    ['now', { publishNow: true, publishWithinSeconds: 60 }, unnamed(NOW, 60_000)],
    [
      'a whole request',
      { accountId: 'brand', id: 'a', kind: 'image', media: [], scheduledAt: '2026-12-01T09:00:00Z' },
      asked(at('09:00'), 'post.brand.a/publish'),
    ],
  ])('may be %s', (_, request, post) => {
    expect(parse([request])).toEqual([post]);
  });

  test.each<[object, string, string]>([
    [{}, '/1/scheduledAt', '[1].scheduledAt is missing'],
    [{ scheduledAt: '2026-12-01T10:00' }, '/1/scheduledAt', 'has no offset'],
    [{ scheduledAt: 5 }, '/1/scheduledAt', '[1].scheduledAt must be a time in quotes'],
    [{ publishNow: true, publishWithinSeconds: 0 }, '/1/publishWithinSeconds', 'from 1 to 86400'],
    [{ publishNow: true, accountId: 'other' }, '/1/accountId', 'must be "brand", the account that is asked about'],
  ])('%j is refused', (request, pointer, sentence) => {
    expect(() => parse([{ publishNow: true }, request])).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        errors: [{ pointer, message: expect.stringContaining(sentence) }],
      }),
    );
  });
});
