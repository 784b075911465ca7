import { describe, expect, test } from '@jest/globals';
import { type ParamsQuestion, paramsRefusal, type Role } from '../../../simulator/containers/container-params.ts';
import { defaultSettings, type Settings } from '../../../simulator/settings.ts';
import { refusalFrom } from '../thrown-refusal.ts';

const ROLES: readonly Role[] = ['image', 'carousel-image', 'reel', 'video', 'story-image', 'story-video', 'carousel'];

/** Why a parameter is refused, in short: code, subcode, message. Null for one that is taken. */
function refusalOf(role: Role, params: Record<string, string>, more: Partial<ParamsQuestion> = {}) {
  const refusal = refusalFrom(() =>
    paramsRefusal({
      params: new Map(Object.entries(params)),
      role,
      login: 'facebook',
      settings: defaultSettings,
      state: { untaggable: new Set(['private', 'gone']), invalidLocations: new Set(['7']) },
      ...more,
    }),
  );
  return refusal === null ? null : [refusal.code, refusal.subcode, refusal.userMessage ?? refusal.message];
}

const withSettings = (settings: Partial<Settings>) => ({ settings: { ...defaultSettings, ...settings } });
const tags = (count: number, more: object = { x: 0.5, y: 0.5 }) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ username: `u${index}`, ...more })));
const products = (count: number, more: object = { x: 0, y: 1 }) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ product_id: `${index + 1}`, ...more })));

describe('the parameters of a container', () => {
  test.each<[string, string, readonly Role[]]>([
    ['alt_text', 'a dog', ['image', 'carousel-image']],
    ['audio_name', 'barking', ['reel']],
    ['collaborators', 'ann,ben', ['image', 'reel', 'carousel']],
    ['cover_url', 'https://host/cover.jpg', ['reel']],
    ['is_ai_generated', 'true', ['image', 'reel', 'story-image', 'story-video', 'carousel']],
    ['location_id', '7640348500', ['image', 'reel', 'carousel']],
    ['product_tags', '[]', ['image', 'carousel-image', 'reel', 'video', 'carousel']],
    ['share_to_feed', 'false', ['reel']],
    ['thumb_offset', '500', ['reel', 'video', 'story-video']],
    ['trial_params', '{"graduation_strategy":"MANUAL"}', ['reel']],
    ['user_tags', '[]', ['image', 'carousel-image', 'reel', 'story-image', 'story-video']],
    ['caption', 'hello', ROLES],
    ['what_meta_adds_next', '1', ROLES],
  ])('%s is taken by some kinds and refused by name on the others', (name, value, takers) => {
    for (const role of ROLES) {
      const expected = takers.includes(role) ? null : [100, undefined, `(#100) param ${name} is not allowed`];
      expect([role, refusalOf(role, { [name]: value })]).toEqual([role, expected]);
    }
  });

  test.each<[Role, boolean]>([
    ['image', true],
    ['reel', true],
    ['carousel', true],
    ['carousel-image', false],
    ['video', false],
    ['story-image', false],
    ['story-video', false],
  ])('of a %s may hold a caption that is too long: refused %p', (role, isRefused) => {
    expect(refusalOf(role, { caption: 'a'.repeat(2_201) }) !== null).toBe(isRefused);
  });

  test.each<[Role, Record<string, string>]>([
    ['image', { alt_text: '🐕'.repeat(1_000) }],
    ['image', { user_tags: tags(20) }],
    ['reel', { user_tags: tags(1, {}) }],
    ['story-image', { user_tags: tags(1, {}) }],
    ['story-video', { user_tags: tags(1) }],
    ['image', { collaborators: '["ann","ben","cy"]' }],
    ['image', { collaborators: '' }],
    ['image', { product_tags: products(20) }],
    ['carousel-image', { product_tags: products(5) }],
    ['video', { product_tags: products(5, {}) }],
    ['reel', { product_tags: products(30, {}) }],
    ['carousel', { product_tags: products(20, {}) }],
    ['reel', { trial_params: '{"graduation_strategy":"SS_PERFORMANCE"}', collaborators: '[]' }],
    ['reel', { thumb_offset: '0' }],
    ['reel', { thumb_offset: '-5', cover_url: 'https://host/cover.jpg' }],
  ])('of a %s may be %j', (role, params) => {
    expect(refusalOf(role, params)).toBeNull();
  });

  const invalid = (words: string) => [100, undefined, expect.stringContaining(words)];
  test.each<[Role, Record<string, string>, readonly unknown[]]>([
    ['image', { alt_text: 'a'.repeat(1_001) }, invalid('alt_text is longer than 1000 characters')],
    ['reel', { share_to_feed: 'maybe' }, invalid('share_to_feed must be a boolean')],
    ['image', { is_ai_generated: 'maybe' }, invalid('is_ai_generated must be a boolean')],
    ['image', { user_tags: 'ann' }, invalid('user_tags is not valid')],
    ['image', { user_tags: '[{"x":0.1,"y":0.1}]' }, invalid('user_tags is not valid: 0: username')],
    ['image', { user_tags: tags(1, { x: 1.1, y: 0 }) }, invalid('user_tags is not valid: 0: x')],
    ['image', { user_tags: tags(1, { x: 0.1 }) }, invalid('needs x and y')],
    ['carousel-image', { user_tags: tags(1, {}) }, invalid('needs x and y')],
    ['reel', { user_tags: tags(1) }, invalid('takes no x and y')],
    ['image', { user_tags: tags(21) }, [100, 2207040, 'Cannot use more than 20 tags per created media.']],
    ['image', { collaborators: 'a,b,c,d' }, invalid('at most 3 users')],
    ['reel', { trial_params: '{"graduation_strategy":"SOON"}' }, invalid('trial_params is not valid')],
    ['reel', { trial_params: 'MANUAL' }, invalid('trial_params is not valid')],
    ['reel', { product_tags: products(31, {}) }, [100, 2207040, expect.anything()]],
    ['image', { product_tags: products(21) }, [100, 2207040, expect.anything()]],
    ['carousel-image', { product_tags: products(6) }, [100, 2207040, expect.anything()]],
    ['reel', { product_tags: products(1) }, [100, 2207035, expect.anything()]],
    ['image', { product_tags: products(1, {}) }, [100, 2207036, expect.anything()]],
    ['image', { product_tags: '[{"product_id":"shoe","x":0,"y":0}]' }, [100, 2207037, expect.anything()]],
    ['carousel', { product_tags: '[{"product_id":"1"},{"product_id":"1"}]' }, invalid('names a product twice')],
    ['image', { location_id: 'Berlin' }, invalid('INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID')],
    ['image', { location_id: '7' }, invalid('INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID')],
    ['reel', { thumb_offset: '-1' }, [1, 2207057, expect.stringContaining('less than video duration')]],
    ['reel', { thumb_offset: 'first' }, invalid('thumb_offset must be an integer')],
  ])('of a %s may not be %j', (role, params, expected) => {
    expect(refusalOf(role, params)).toEqual(expected);
  });

  test('name every user that cannot be accessed, as collaborator or as tag', () => {
    const refused = [110, 2207018, 'The following user(s) cannot be accessed: private, @ann'];
    expect(refusalOf('image', { collaborators: 'private,ben,@ann' })).toEqual(refused);
    const users = ['private', 'ben', '@ann'].map((username) => ({ username }));
    expect(refusalOf('reel', { user_tags: JSON.stringify(users) })).toEqual(refused);
  });

  test('of a trial reel have no collaborators', () => {
    const params = { trial_params: '{"graduation_strategy":"MANUAL"}', collaborators: 'ann' };
    expect(refusalOf('reel', params)).toEqual([100, undefined, '(#100) param collaborators is not allowed']);
  });

  test('may name as many collaborators as are set', () => {
    expect(refusalOf('reel', { collaborators: 'a,b,c,d,e' }, withSettings({ maxCollaborators: 5 }))).toBeNull();
  });

  test('have no product tags under Instagram Login', () => {
    const expected = [100, undefined, '(#100) param product_tags is not allowed'];
    expect(refusalOf('image', { product_tags: '[]' }, { login: 'instagram' })).toEqual(expected);
  });

  test('have the thumbnail inside the video, as far as its length is known', () => {
    const known = withSettings({ videoDurationMs: 4_000 });
    expect(refusalOf('reel', { thumb_offset: '3999' }, known)).toBeNull();
    expect(refusalOf('reel', { thumb_offset: '4000' }, known)).toEqual([1, 2207057, expect.stringContaining('4000')]);
    expect(refusalOf('reel', { thumb_offset: '4000' })).toBeNull();
  });
});
