import { table } from '../cli/output.ts';
import type { Account, Finding } from './account.ts';
import type { Scenario } from './scenario.ts';

export interface Report {
  readonly seed: number;
  readonly weather: Scenario['weather'];
  readonly tookSeconds: number;
  readonly account: Account;
  /** Where the histories of offenders and missed chances were kept, by marker. */
  readonly histories: Readonly<Record<string, string>>;
}

export const isClean = ({ duplicates, lost, lies }: Account): boolean => duplicates + lost + lies === 0;

/** The report for people. */
export function readable({ seed, weather, tookSeconds, account, histories }: Report): string {
  const { posts, refused, states, unconfirmed, settled, sentAgain, withoutMedia, duplicates, lost, lies, offenders } =
    account;
  return [
    `Seed ${seed}, ${posts} posts in ${tookSeconds} s. Instagram: ${JSON.stringify(weather)}.`,
    table(
      ['state', 'posts', 'of them'],
      [
        ...Object.entries(states).map(([state, count]) => [state, String(count), '']),
        ['refused when queued', String(refused), ''],
        ['published', '', `${withoutMedia} of which the feed did not tell the media`],
        ['unconfirmed', '', `${unconfirmed.live} live, ${unconfirmed.notLive} not`],
        ['', '', `${unconfirmed.readable} with a container that reads PUBLISHED at the end`],
        ['', '', `${unconfirmed.missedChances.length} where it did so while we still looked`],
        ['settled by a person', '', `${settled.published} as published, ${settled['not-published']} as not`],
        ['sent again in doubt', '', `${sentAgain}, as their account wants`],
      ],
    ),
    table(['duplicates', 'lost', 'lies'], [[duplicates, lost, lies].map(String)]),
    ...[...offenders, ...unconfirmed.missedChances].map((finding) =>
      findingForPeople(finding, histories[finding.record.plan.marker]),
    ),
  ].join('\n\n');
}

function findingForPeople({ record, seen, offences }: Finding, history: string | undefined): string {
  const { plan, view, ...answers } = record;
  return [
    `${plan.marker}: ${offences.map(({ kind, what }) => `${kind.toUpperCase()}: ${what}`).join(' ') || 'A missed chance.'}`,
    `  planned    ${JSON.stringify(plan)}`,
    `  answered   ${JSON.stringify(answers)}`,
    `  we say     ${JSON.stringify(view)}`,
    `  Instagram  ${JSON.stringify(seen)}`,
    `  history    ${history ?? 'could not be read'} (the Temporal UI shows it: Workflows, Import)`,
  ].join('\n');
}
