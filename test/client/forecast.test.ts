import { describe, expect, test } from '@jest/globals';
import { type AskedPost, type ExistingPost, Forecast } from '../../client/forecast.ts';
import { parseForecastRequests } from '../../client/forecast-request.ts';
import type { PostToCome } from '../../contracts/account.ts';
import { accountId } from '../contracts/samples.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const MINUTE = 60_000;
const ACCOUNT = accountId('brand');
const at = (clock: string): number => Date.parse(`2026-12-01T${clock}:00Z`);
const toCome = (dueAt: number, containers = 1): PostToCome => ({ dueAt, stageAt: dueAt - 15 * MINUTE, containers });
const asked = (dueAt: number, workflowId = 'asked', publishWithinMs = 3_600_000): AskedPost => ({
  ...{ workflowId, publishWithinMs, isNew: false, toCome: toCome(dueAt) },
});
const queued = (dueAt: number, workflowId = 'queued'): ExistingPost => ({
  ...{ workflowId, dueAt, publishedAt: null, toCome: toCome(dueAt, 11) },
});
const ended = (dueAt: number, workflowId: string, publishedAt: string | null = null): ExistingPost => ({
  ...{ workflowId, dueAt, publishedAt, toCome: null },
});

describe('a forecast asks the account', () => {
  test.each<[string, ConstructorParameters<typeof Forecast>[0], PostToCome[]]>([
    [
      'about all, those that are queued first',
      { asked: [asked(at('10:00')), asked(at('09:00'), 'other')], existing: [queued(at('09:30'))] },
      [toCome(at('09:30'), 11), toCome(at('10:00')), toCome(at('09:00'))],
    ],
    [
      'once about a post that is queued already, by its own due time and media',
      { asked: [asked(at('10:00'), 'same')], existing: [queued(at('10:30'), 'same')] },
      [toCome(at('10:30'), 11)],
    ],
    [
      'not about those that have ended',
      {
        asked: [asked(at('10:00')), asked(at('10:00'), 'canceled')],
        existing: [ended(at('09:00'), 'other'), ended(at('10:00'), 'canceled')],
      },
      [toCome(at('10:00'))],
    ],
    [
      'not about those that are due later',
      {
        asked: [asked(at('10:00')), asked(at('12:00'), 'moved')],
        existing: [queued(at('10:01'), 'moved'), queued(at('10:02'), 'later')],
      },
      [toCome(at('10:01'), 11), toCome(at('10:00'))],
    ],
    [
      'once about two requests of one id',
      { asked: [asked(at('10:00'), 'same'), asked(at('10:00'), 'same')], existing: [] },
      [toCome(at('10:00'))],
    ],
  ])('%s', (_, parts, posts) => {
    expect(new Forecast(parts).posts).toEqual(posts);
  });
});

describe('a forecast tells', () => {
  test('each post in the order in which they were asked about', () => {
    const posts = [asked(at('10:00')), asked(at('09:00'), 'other')];
    const forecast = new Forecast({ asked: posts, existing: [queued(at('09:00'))] });
    const instants = [at('09:00'), at('10:02'), at('09:01')];
    expect(forecast.read(instants).map(({ expectedAt, fits }) => [expectedAt?.slice(11, 16), fits])).toEqual([
      ['10:02', true],
      ['09:01', true],
    ]);
  });

  test.each<[number, number, boolean]>([
    [at('10:00'), 0, true],
    [at('11:00'), 0, false],
    [at('11:00'), 3_600_000, true],
    [at('11:00') + 1, 3_600_000, false],
  ])('whether it fits: at %d within %d ms of ten: %s', (instant, publishWithinMs, fits) => {
    const forecast = new Forecast({ asked: [asked(at('10:00'), 'asked', publishWithinMs)], existing: [] });
    expect(forecast.read([instant])).toEqual([
      { dueAt: '2026-12-01T10:00:00.000Z', expectedAt: new Date(instant).toISOString(), fits },
    ]);
  });

  test('of a post that is queued already what is expected of it, and that queueing it again fits however late that is', () => {
    const moved = { asked: [asked(at('08:00'), 'moved')], existing: [queued(at('10:00'), 'moved')] };
    expect(new Forecast(moved).read([at('13:00')])).toEqual([
      { dueAt: '2026-12-01T10:00:00.000Z', expectedAt: '2026-12-01T13:00:00.000Z', fits: true },
    ]);
  });

  test.each([null, '2026-12-01T09:00:01.000Z'])('of a post that has ended when it was published: %s', (publishedAt) => {
    const repeat = {
      asked: [asked(at('10:00'), 'ended')],
      existing: [ended(at('09:00'), 'ended', publishedAt)],
    };
    expect(new Forecast(repeat).read([])).toEqual([
      { dueAt: '2026-12-01T09:00:00.000Z', expectedAt: publishedAt, fits: true },
    ]);
  });

  test('that a post never goes out, which the account says with null', () => {
    const forecast = new Forecast({ asked: [asked(at('10:00'))], existing: [] });
    expect(forecast.read([null])).toEqual([{ dueAt: '2026-12-01T10:00:00.000Z', expectedAt: null, fits: false }]);
  });
});

describe('what is asked about', () => {
  const parse = (requests: readonly object[], leadMs?: number) =>
    parseForecastRequests(requests, ACCOUNT, { leadMs, now: NOW });
  const within = (dueAt: number, publishWithinMs?: number) => ({ ...asked(dueAt, '0', publishWithinMs), isNew: true });

  test.each<[string, object, object]>([
    ['a time', { scheduledAt: '2026-12-01T10:00:00+01:00' }, within(at('09:00'))],
    ['a local time', { scheduledAt: '2026-12-01T10:00', timeZone: 'Europe/Berlin' }, within(at('09:00'))],
    [
      'now',
      { publishNow: true, publishWithinSeconds: 60 },
      { ...within(NOW, 60_000), toCome: { dueAt: NOW, stageAt: NOW, containers: 1 } },
    ],
    [
      'a whole request',
      { accountId: 'brand', id: 'a', kind: 'image', media: [], scheduledAt: '2026-12-01T09:00:00Z' },
      asked(at('09:00'), 'post.brand.a'),
    ],
  ])('may be %s', (_, request, post) => {
    expect(parse([request])).toEqual([post]);
  });

  const image = { kind: 'image', url: 'https://shop.example/a.jpg' };
  const video = { kind: 'video', file: 'a.mp4' };
  test.each<[string, object, number, string]>([
    ['a picture', { kind: 'image', media: [image] }, 1, '09:45'],
    ['a reel', { kind: 'reel', media: [video] }, 1, '09:00'],
    ['a story', { kind: 'story', media: [image] }, 1, '09:45'],
    ['a carousel of ten', { kind: 'carousel', media: Array(10).fill(image) }, 11, '09:45'],
    ['a carousel with a video', { kind: 'carousel', media: [image, image, video] }, 4, '09:00'],
    ['a carousel of which nobody says how many', { kind: 'carousel' }, 3, '09:45'],
  ])('needs containers for its media and time to be staged: %s', (_, content, containers, stagedFrom) => {
    const request = { ...content, scheduledAt: '2026-12-01T10:00:00Z' };
    expect(parse([request])[0]?.toCome).toEqual({ dueAt: at('10:00'), stageAt: at(stagedFrom), containers });
    expect(parse([request], 2 * MINUTE)[0]?.toCome.stageAt).toBe(at('09:58'));
  });

  test('is staged at once where it should have been already', () => {
    expect(parse([{ scheduledAt: '2026-12-01T08:05:00Z' }])[0]?.toCome.stageAt).toBe(NOW);
  });

  test.each<[object, string, string]>([
    [{}, '/1/scheduledAt', '[1].scheduledAt is missing'],
    [{ scheduledAt: '2026-12-01T10:00' }, '/1/scheduledAt', 'has no offset'],
    [{ scheduledAt: 5 }, '/1/scheduledAt', '[1].scheduledAt must be a time in quotes'],
    [{ publishNow: true, publishWithinSeconds: 0 }, '/1/publishWithinSeconds', 'from 1 to 86400'],
    [{ publishNow: true, kind: 'post' }, '/1/kind', 'must be one of "image", "reel", "carousel", "story"'],
    [{ publishNow: true, media: [{}] }, '/1/media/0/kind', 'must be "image" or "video"'],
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
