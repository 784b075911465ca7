import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editedPost } from '../../client/edit-request.ts';
import { InvalidPostError } from '../../client/errors.ts';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import { contentOf } from '../../client/request-of-post.ts';
import { anyRequest, CAROUSEL, IMAGE_POST, NOW, PICTURE, REEL, STORY, VIDEO } from './requests.ts';

const postOf = (request: object) => parsePostRequest(request, NOW).post;

/** What is wrong with the changes, by pointer. */
function issuesOf(request: object, changes: unknown): Record<string, string> {
  try {
    editedPost(postOf(request), changes);
    return {};
  } catch (error) {
    if (!(error instanceof InvalidPostError)) throw error;
    return Object.fromEntries(error.errors.map(({ pointer, message }) => [pointer, message]));
  }
}

describe('a changed post', () => {
  const full = { ...REEL, caption: 'Old', collaborators: ['a'], thumbOffsetMs: 5, params: { x: 1, y: 2 } };
  test.each<[object, object, object]>([
    [full, { caption: 'New' }, { ...full, caption: 'New' }],
    [full, { caption: null }, { ...full, caption: undefined }],
    [full, { caption: '' }, { ...full, caption: undefined }],
    [full, { caption: undefined, trial: undefined }, full],
    [full, {}, full],
    [full, { collaborators: ['b', '@c'] }, { ...full, collaborators: ['b', 'c'] }],
    [full, { params: { y: 3 } }, { ...full, params: { y: 3 } }],
    [
      full,
      { params: null, thumbOffsetMs: null, shareToFeed: true },
      { ...full, params: {}, thumbOffsetMs: undefined, shareToFeed: true },
    ],
    [full, { collaborators: null, trial: 'manual' }, { ...full, collaborators: [], trial: 'manual' }],
    [full, { media: [{ ...VIDEO, upload: 'bytes' }] }, { ...full, media: [{ ...VIDEO, upload: 'bytes' }] }],
    [{ ...REEL, publishWithinSeconds: 5 }, { publishWithinSeconds: null }, REEL],
    [CAROUSEL, { media: [PICTURE, PICTURE, VIDEO] }, { ...CAROUSEL, media: [PICTURE, PICTURE, VIDEO] }],
  ])('of %j with %j is that of %j', (request, changes, wanted) => {
    expect(editedPost(postOf(request), changes)).toEqual(postOf(wanted));
  });

  test('with nothing changed, or with all of itself, is the same, for any post', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const post = postOf(request);
        const { kind, ...content } = contentOf(post);
        expect(editedPost(post, {})).toEqual(post);
        expect(editedPost(post, content)).toEqual(post);
      }),
    );
  });
});

describe('a change is refused, all at once and by its place', () => {
  const elsewhere = 'cannot be changed: cancel the post and queue another one.';
  const moved = 'is not changed by an edit: reschedule the post.';
  test.each<[string, object, unknown, Record<string, string>]>([
    ['of the name', IMAGE_POST, { accountId: 'other', id: 'other' }, { '/accountId': elsewhere, '/id': elsewhere }],
    ['of the kind', IMAGE_POST, { kind: 'reel' }, { '/kind': elsewhere }],
    [
      'of the due time',
      IMAGE_POST,
      { scheduledAt: '2027-01-01T00:00:00Z', timeZone: null, publishNow: true },
      { '/scheduledAt': moved, '/timeZone': moved, '/publishNow': moved },
    ],
    ['that the kind does not take', STORY, { caption: 'Hi' }, { '/caption': 'is not taken by a story' }],
    [
      'beside one that is wrong',
      IMAGE_POST,
      { id: 'x', altText: 'A', captoin: 'B' },
      { '/id': elsewhere, '/altText': 'belongs to an item of "media"', '/captoin': 'did you mean "caption"?' },
    ],
    [
      'that contradicts what stays',
      { ...REEL, trial: 'manual' },
      { collaborators: ['a'] },
      { '/collaborators': 'contradicts "trial"' },
    ],
    ['that takes away what must be', IMAGE_POST, { media: null }, { '/media': 'media is missing' }],
    ['of another shape', IMAGE_POST, 'caption', { '': 'The change must be an object, not "caption".' }],
    ['of no shape', IMAGE_POST, null, { '': 'The change must be an object, not null.' }],
    ['that is a list', IMAGE_POST, [{}], { '': 'The change must be an object, not a list of 1.' }],
  ])('%s', (_, request, changes, sentences) => {
    const issues = issuesOf(request, changes);
    expect(Object.keys(issues).sort()).toEqual(Object.keys(sentences).sort());
    for (const [pointer, sentence] of Object.entries(sentences)) expect(issues[pointer]).toContain(sentence);
  });
});
