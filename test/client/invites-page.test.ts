import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { EXAMPLE_RULES } from '../../cli/example-rules.ts';
import { parseInviteRules } from '../../client/index.ts';
import { INVITE_ACTIONS } from '../../contracts/invite-rules.ts';
import { INVITE_OUTCOMES } from '../../contracts/sweep.ts';

const page = await readFile(new URL('../../docs/invites.md', import.meta.url), 'utf8');

test('the rules on the page are those of the demonstration, and can be used', () => {
  const [, json = ''] = page.match(/```json\n(.*?)\n```/s) ?? [];
  expect(JSON.parse(json)).toEqual(EXAMPLE_RULES);
  expect(parseInviteRules(JSON.parse(json)).otherwise).toBe('leave');
});

test.each(INVITE_ACTIONS)('the page explains the action "%s"', (action) => {
  expect(page).toMatch(new RegExp(`\\| \`action\`.*\`${action}\``));
});

test.each(INVITE_OUTCOMES.filter((outcome) => !outcome.startsWith('would-')))(
  'the page explains the outcome "%s"',
  (outcome) => {
    expect(page).toContain(`| \`${outcome}\``);
  },
);
