import type { Command } from 'commander';
import type { InviteAnswer, InviteRulesRequest, SweepReport } from '../../client/index.ts';
import { isAccountId } from '../../contracts/ids.ts';
import { type ClientSession, withClient } from '../client-session.ts';
import { CommandError } from '../command-errors.ts';
import { example } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { readJson } from '../input.ts';
import {
  historyForPeople,
  historyWithDecisions,
  reportForPeople,
  settingsForPeople,
  visible,
} from '../invites-for-people.ts';
import { wholeNumber } from '../options.ts';
import { print } from '../output.ts';

const MAX_HISTORY = 1_000;

export function addInvitesCommands(program: Command): void {
  const invites = program
    .command('invites')
    .description('work through the collaboration invites that an account has received')
    .addHelpText('after', example('carillon invites list brand'));
  addSweeping(invites);
  addAnswering(invites);
  addRules(invites);
  addScheduling(invites);
}

function addSweeping(invites: Command): void {
  invites
    .command('sweep <accountId>')
    .description('work through the pending invites now, by the rules of the account; as it does every day by itself')
    .option('--dry-run', 'answer nothing, and say what would be answered')
    .addHelpText('after', example('carillon invites sweep brand --dry-run'))
    .action((accountId: string, { dryRun = false }: { dryRun?: boolean }) =>
      withAccount(accountId, async ({ carillon }) => printReport(await carillon.invites.sweep(accountId, { dryRun }))),
    );
  invites
    .command('list <accountId>')
    .description('show the invites that are pending now, and what the rules say to each')
    .addHelpText('after', example('carillon invites list brand'))
    .action((accountId: string) =>
      withAccount(accountId, async ({ carillon }) => printReport(await carillon.invites.list(accountId))),
    );
  invites
    .command('history <accountId>')
    .description('show past sweeps, and answers that people have ordered')
    .option('--limit <number>', 'at most so many', wholeNumber(1, MAX_HISTORY), 20)
    .option('--decisions', 'with what was decided about each invite, and why; JSON always has it')
    .addHelpText('after', example('carillon invites history brand --limit 1 --decisions'))
    .action((accountId: string, { limit, decisions = false }: { limit: number; decisions?: boolean }) =>
      withAccount(accountId, async ({ carillon }) => {
        const items = await carillon.invites.history(accountId, { limit });
        print(items, () => (decisions ? historyWithDecisions(items) : historyForPeople(items)));
      }),
    );
}

const printReport = (report: SweepReport): void => {
  print(report, () => reportForPeople(report));
  if (report.error === null) return;
  const { code, message, nextAction, category } = report.error;
  throw new CommandError(code, { message, nextAction, exitCode: category === 'token' ? EXIT.token : EXIT.refused });
};

function addAnswering(invites: Command): void {
  for (const action of ['accept', 'decline'] as const)
    invites
      .command(`${action} <accountId> <mediaId>`)
      .description(
        action === 'accept' ? "accept one invite; Instagram's API cannot take that back" : 'decline one invite',
      )
      .addHelpText('after', example(`carillon invites ${action} brand 17900000000000001`))
      .action((accountId: string, mediaId: string) =>
        withAccount(accountId, async ({ carillon }) =>
          printAnswer(await carillon.invites.answer({ accountId, mediaId }, action)),
        ),
      );
}

function printAnswer(answer: InviteAnswer): void {
  print(answer, () => visible(`${answer.outcome}: ${answer.reason}`));
  const { action, outcome, error } = answer;
  if (outcome === 'accepted' || outcome === 'declined') return;
  throw new CommandError(`invite-${outcome}`, {
    message: `The invite to ${answer.mediaId} was not answered with "${action}": ${answer.reason}`,
    nextAction:
      error?.nextAction ??
      (answer.nextAnswerAt === null
        ? 'See carillon invites list for what is pending.'
        : `Give the command again at ${answer.nextAnswerAt}.`),
    exitCode: outcome === 'gone' ? EXIT.general : error?.category === 'token' ? EXIT.token : EXIT.refused,
  });
}

function addRules(invites: Command): void {
  const rules = invites
    .command('rules')
    .description('what is done with the invites of an account')
    .addHelpText('after', example('carillon invites rules show brand'));
  rules
    .command('show <accountId>')
    .description('show the rules, when they are applied, and whether that is paused')
    .addHelpText('after', example('carillon invites rules show brand'))
    .action((accountId: string) =>
      withAccount(accountId, async ({ carillon }) => {
        const settings = await carillon.invites.settings(accountId);
        print(settings, () => settingsForPeople(settings));
      }),
    );
  rules
    .command('set <accountId>')
    .description('replace the rules, from the next sweep on')
    .requiredOption('--file <file>', 'JSON with the rules, or - for standard input')
    .addHelpText('after', example('carillon invites rules set brand --file rules.json'))
    .action(async (accountId: string, { file }: { file: string }) => {
      const rulesGiven = await readJson(file);
      await withAccount(accountId, async ({ carillon }) => {
        const settings = await carillon.invites.setRules(accountId, rulesGiven as InviteRulesRequest);
        print(settings, () => settingsForPeople(settings));
      });
    });
  rules
    .command('test <accountId>')
    .description('show what other rules would do to the invites that are pending now; nothing is answered or stored')
    .requiredOption('--file <file>', 'JSON with the rules, or - for standard input')
    .addHelpText('after', example('carillon invites rules test brand --file rules.json'))
    .action(async (accountId: string, { file }: { file: string }) => {
      const rulesGiven = await readJson(file);
      await withAccount(accountId, async ({ carillon }) =>
        printReport(await carillon.invites.testRules(accountId, rulesGiven as InviteRulesRequest)),
      );
    });
}

function addScheduling(invites: Command): void {
  invites
    .command('schedule <accountId>')
    .description('sweep every day at this time')
    .requiredOption('--at <time>', 'time of day, as in 09:30')
    .option('--time-zone <zone>', 'IANA zone of that time (default: the one that it is in)')
    .addHelpText('after', example('carillon invites schedule brand --at 09:30 --time-zone Europe/Berlin'))
    .action((accountId: string, { at, timeZone }: { at: string; timeZone?: string }) =>
      withAccount(accountId, async ({ carillon }) => {
        const settings = await carillon.invites.setTime(accountId, { at, timeZone });
        print(settings, () => settingsForPeople(settings));
      }),
    );
  invites
    .command('pause <accountId>')
    .description('sweep no more, until it is resumed')
    .addHelpText('after', example('carillon invites pause brand'))
    .action((accountId: string) =>
      withAccount(accountId, async ({ carillon }) => {
        await carillon.invites.pause(accountId, 'Paused with the carillon command.');
        print(
          { accountId, isPaused: true },
          () => `The invites of ${accountId} are swept no more, until: carillon invites resume ${accountId}`,
        );
      }),
    );
  invites
    .command('resume <accountId>')
    .description('sweep every day again')
    .addHelpText('after', example('carillon invites resume brand'))
    .action((accountId: string) =>
      withAccount(accountId, async ({ carillon }) => {
        await carillon.invites.resume(accountId, 'Resumed with the carillon command.');
        print({ accountId, isPaused: false }, () => `The invites of ${accountId} are swept every day again.`);
      }),
    );
}

/** A name that nobody knows here, and a login without invites, are told at once, and not by a worker. */
function withAccount(accountId: string, work: (session: ClientSession) => Promise<void>): Promise<void> {
  return withClient(async (session) => {
    session.accounts.checkName(accountId);
    if (isAccountId(accountId) && session.accounts.loginOf(accountId) === 'instagram') throw withoutInvites(accountId);
    await work(session);
  });
}

const withoutInvites = (accountId: string): CommandError =>
  new CommandError('collaboration-needs-facebook-login', {
    message: `Account "${accountId}" has a token of Instagram Login, with which Instagram shows no collaboration invites.`,
    nextAction: `Add it with a token of Facebook Login: carillon accounts add ${accountId} … --login facebook. Its rules are kept.`,
    exitCode: EXIT.refused,
  });
