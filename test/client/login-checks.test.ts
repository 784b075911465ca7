import { expect, test } from '@jest/globals';
import { type Login, loginIssues } from '../../client/login-checks.ts';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import { CAROUSEL, IMAGE_POST, NOW, PICTURE, REEL, VIDEO } from './requests.ts';

const FILE = { kind: 'video', file: '/media/a.mp4' };
const SOLD = [{ productId: '1', x: 0, y: 0 }];

test.each<[string, object, string[]]>([
  ['a video that Instagram fetches', REEL, []],
  ['a video in a file', { ...REEL, media: [FILE] }, ['/media/0/file']],
  ['a video that we send', { ...REEL, media: [{ ...VIDEO, upload: 'bytes' }] }, ['/media/0/upload']],
  ['a video for the upload host', { ...REEL, media: [{ ...VIDEO, upload: 'hosted-url' }] }, ['/media/0/upload']],
  ['products in a picture', { ...IMAGE_POST, media: [{ ...PICTURE, productTags: SOLD }] }, ['/media/0/productTags']],
  [
    'many of them',
    { ...CAROUSEL, media: [{ ...PICTURE, productTags: SOLD }, FILE, PICTURE] },
    ['/media/0/productTags', '/media/1/file'],
  ],
])('an account of Instagram Login and %s', (_, request, pointers) => {
  const { post } = parsePostRequest(request, NOW);
  expect(loginIssues(post, 'instagram').map(({ pointer }) => pointer)).toEqual(pointers);
  for (const login of ['facebook', undefined] satisfies (Login | undefined)[])
    expect(loginIssues(post, login)).toEqual([]);
});

test('the sentence names the medium, the account and the cure', () => {
  const { post } = parsePostRequest({ ...REEL, media: [FILE] }, NOW);
  expect(loginIssues(post, 'instagram')).toEqual([
    {
      pointer: '/media/0/file',
      message:
        'media[0].file needs Instagram\'s upload host, which is for accounts of Facebook Login, and "brand" is one of Instagram Login: put the video where Instagram can fetch it and give its "url".',
    },
  ]);
});
