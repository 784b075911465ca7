import { describe, expect, test } from '@jest/globals';
import { postForPeople } from '../../cli/post-for-people.ts';
import type { MetaError } from '../../contracts/post-error.ts';
import type { PostView } from '../../contracts/post-view.ts';
import { CONTAINER, containerId, FAILED, PUBLISHED, SCHEDULED, TOKEN_EXPIRED, uploading, WAITING } from './samples.ts';

const META: MetaError = {
  httpStatus: 400,
  type: 'OAuthException',
  code: 9004,
  subcode: 2207052,
  message: 'Only photo or video can be accepted as media type.',
  userTitle: 'Media download failed',
  userMessage: 'The media could not be fetched from this URI.',
  isTransient: false,
  fbtraceId: 'AbCdEf123',
};

const CAROUSEL: PostView = {
  ...SCHEDULED,
  kind: 'carousel',
  status: 'blocked',
  containers: [
    CONTAINER,
    uploading(150_000_000, 300_000_000, { id: containerId('18001'), medium: 1 }),
    {
      ...CONTAINER,
      id: null,
      medium: 2,
      outcome: 'discarded',
      error: { ...TOKEN_EXPIRED, code: 'media-not-fetched', category: 'media', message: 'No video there.', meta: META },
    },
    { ...CONTAINER, id: containerId('18003'), medium: null },
  ],
  attempts: [
    { containerId: containerId('18000'), outcome: 'not-sent', sentAt: null, note: 'The worker went away.' },
    {
      containerId: containerId('18000'),
      outcome: 'refused',
      sentAt: '2026-12-01T08:00:00.001Z',
      note: 'Not ready yet.',
    },
  ],
  error: {
    code: 'media-not-fetched',
    category: 'media',
    message: 'Instagram could not fetch the video.',
    retryable: false,
    nextAction: 'Put it on a public host.',
    meta: META,
    medium: 2,
    usernames: ['one', 'two'],
  },
};

const shown = (post: PostView): string => postForPeople(post, { temporalUrl: 'http://ui/run' });
/** Without the padding of columns. */
const linesOf = (post: PostView): string[] => shown(post).replaceAll(/ {2,}/g, '  ').split('\n');

describe('a post on a terminal', () => {
  test('that is published shows media id, permalink, lateness and its run', () => {
    expect(linesOf(PUBLISHED)).toEqual([
      'post  brand order-8841',
      'kind  image',
      'status  published',
      'due  2026-12-01T08:00:00.000Z',
      'published  2026-12-01T08:00:00.120Z',
      'lateness ms  3',
      'media  17900',
      'permalink  https://www.instagram.com/p/x/',
      'run  http://ui/run',
    ]);
  });

  test('that waits for its account says for what, and until when', () => {
    expect(linesOf({ ...SCHEDULED, status: 'ready', waitingFor: WAITING })).toContain(
      "waits for  a publish of the account's window, until 2026-12-01T19:30:00.000Z",
    );
  });

  test('that existed already says so, and a failed one says why and what to do', () => {
    const text = postForPeople(FAILED, { created: false, temporalUrl: null });
    expect(text).toContain('failed (it existed already)');
    expect(text).toContain('The access token has expired. (token-expired)');
    expect(text).toContain('Add the account again with a new token.');
  });

  test("shows our error with the medium it concerns, and beside it all of Meta's words and codes", () => {
    expect(linesOf(CAROUSEL)).toEqual(
      expect.arrayContaining([
        'error  media[2]: Instagram could not fetch the video. (media-not-fetched)',
        'concerns people  one, two',
        'category  media, does not succeed by itself',
        'to do  Put it on a public host.',
        'Meta says  Only photo or video can be accepted as media type.',
        'Meta says to people  Media download failed: The media could not be fetched from this URI.',
        'Meta codes  code 9004, subcode 2207052, OAuthException, HTTP 400',
        'fbtrace id  AbCdEf123',
        'command  carillon posts retry brand order-8841',
      ]),
    );
  });

  test('shows each container with its medium, outcome, upload and error, those too that Instagram refused to make', () => {
    const lines = linesOf(CAROUSEL);
    expect(lines.slice(lines.findIndex((line) => line.startsWith('container  of')))).toEqual([
      'container  of  outcome  made  upload or error',
      '18000  media[0]  finished  2026-12-01T07:45:00.000Z',
      '18001  media[1]  uploading  2026-12-01T07:45:00.000Z  150.0 of 300.0 MB (50 %)',
      'refused  media[2]  discarded  2026-12-01T07:45:00.000Z  No video there. (media-not-fetched)',
      '18003  the carousel  finished  2026-12-01T07:45:00.000Z',
      '',
      'attempt with  outcome  sent  note',
      '18000  not-sent  never  The worker went away.',
      '18000  refused  2026-12-01T08:00:00.001Z  Not ready yet.',
    ]);
  });

  test('shows every warning on a line of its own', () => {
    const warnings = [
      { code: 'collaborators-left-out', message: 'Without @one.' },
      { code: 'children-missing', message: 'Nine of ten children are there.' },
    ];
    expect(linesOf({ ...PUBLISHED, warnings })).toEqual(
      expect.arrayContaining([
        'warnings  Without @one. (collaborators-left-out)',
        '  Nine of ten children are there. (children-missing)',
      ]),
    );
  });

  test.each<[PostView['firstComment'], string]>([
    [{ status: 'waiting' }, 'first comment  waits until the post is published'],
    [{ status: 'posted', commentId: '17870' }, 'first comment  posted as 17870'],
    [
      { status: 'failed', error: TOKEN_EXPIRED },
      'first comment  failed: The access token has expired. (token-expired)',
    ],
  ])('shows its first comment: %j', (firstComment, line) => {
    expect(linesOf({ ...PUBLISHED, firstComment })).toContain(line);
  });
});
