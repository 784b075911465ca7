import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePostRequest } from '../../client/parse-post-request.ts';

const PAGE = readFileSync(new URL('../../docs/posts.md', import.meta.url), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```json\n([\s\S]+?)```/g)].map(([, json = '']) => json);

/** The keys of a request, of its media and of their tags. */
const KEYS = [
  ...['accountId', 'id', 'kind', 'scheduledAt', 'timeZone', 'publishNow', 'publishWithinSeconds', 'media', 'params'],
  ...['dropUnavailableCollaborators', 'caption', 'collaborators', 'locationId', 'isAiGenerated', 'firstComment'],
  ...['coverUrl', 'thumbOffsetMs', 'shareToFeed', 'audioName', 'trial'],
  ...['url', 'file', 'upload', 'altText', 'userTags', 'productTags'],
];

describe('the page about posts', () => {
  test('shows an example of every kind', () => {
    expect(EXAMPLES.map((json) => JSON.parse(json).kind)).toEqual(['image', 'reel', 'carousel', 'story']);
  });

  test.each(EXAMPLES)('has an example that can be queued: %s', (json) => {
    expect(parsePostRequest(JSON.parse(json), Date.now()).isPast).toBe(false);
  });

  test.each(KEYS)('explains "%s"', (key) => {
    expect(PAGE).toContain(`\`${key}\``);
  });
});
