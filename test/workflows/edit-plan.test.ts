import { expect, test } from '@jest/globals';
import type { CarouselPost } from '../../contracts/post.ts';
import { type EditFacts, planEdit } from '../../workflows/edit-plan.ts';
import type { Staged } from '../../workflows/staged.ts';
import { accountId, containerId, DUE_AT, postId } from '../contracts/samples.ts';

const SECOND = 1_000;
const PICTURE = { kind: 'image', url: 'https://media.example/a.jpg' } as const;
const VIDEO = { kind: 'video', source: { url: 'https://media.example/b.mp4', upload: 'url' } } as const;
const BEFORE: CarouselPost = {
  accountId: accountId('brand'),
  id: postId('order-8841'),
  publishWithinSeconds: 3_600,
  kind: 'carousel',
  media: [PICTURE, VIDEO],
};
const container = (id: string) => ({
  id: containerId(id),
  createdAt: DUE_AT - 900_000,
  uploadUri: null,
  progress: 'finished' as const,
});
const STAGED: Staged = { media: [container('171'), container('172')], carousel: container('173') };

const facts = (changes: Partial<EditFacts>): EditFacts => ({
  before: BEFORE,
  after: { ...BEFORE, caption: 'New' },
  staged: STAGED,
  dueAt: DUE_AT,
  armLatestMs: 5 * SECOND,
  ...changes,
});
const VIDEO_CHANGED = { ...BEFORE, media: [PICTURE, { ...VIDEO, userTags: [{ username: 'u' }] }] };

test.each<[string, Partial<EditFacts>, number, { expectedAt: number; makesLate: boolean }]>([
  ['a caption, minutes ahead', {}, -600 * SECOND, { expectedAt: DUE_AT, makesLate: false }],
  ['a caption, just in time', {}, -20 * SECOND, { expectedAt: DUE_AT, makesLate: false }],
  ['a caption, too late', {}, -19 * SECOND, { expectedAt: DUE_AT + SECOND, makesLate: true }],
  ['a video, just in time', { after: VIDEO_CHANGED }, -305 * SECOND, { expectedAt: DUE_AT, makesLate: false }],
  ['a video, too late', { after: VIDEO_CHANGED }, -300 * SECOND, { expectedAt: DUE_AT + 5 * SECOND, makesLate: true }],
  ['nothing that is staged', { after: BEFORE }, -SECOND, { expectedAt: DUE_AT, makesLate: false }],
  ['a post that is not staged yet', { staged: undefined }, -SECOND, { expectedAt: DUE_AT, makesLate: false }],
  ['a post that is late already', {}, 60 * SECOND, { expectedAt: DUE_AT + 80 * SECOND, makesLate: false }],
])('an edit of %s goes out when staging again allows', (_, changes, now, expected) => {
  expect(planEdit(facts(changes), DUE_AT + now)).toMatchObject(expected);
});

test('an edit keeps what it does not change', () => {
  expect(planEdit(facts({}), DUE_AT).staged).toEqual({ ...STAGED, carousel: null });
  expect(planEdit(facts({ after: VIDEO_CHANGED }), DUE_AT).staged).toEqual({
    media: [STAGED.media[0], null],
    carousel: null,
  });
});
