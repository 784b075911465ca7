import type { Command } from 'commander';
import type { PostChanges, SettleArgs } from '../../client/index.ts';
import { isMediaId } from '../../contracts/ids.ts';
import { withClient } from '../client-session.ts';
import { CommandError } from '../command-errors.ts';
import { example } from '../examples.ts';
import { readJson } from '../input.ts';
import { oneOf } from '../options.ts';
import { print } from '../output.ts';

const SETTLEMENTS = ['published', 'not-published'] as const;
type Settlement = (typeof SETTLEMENTS)[number];

/** Commands to a post that exists. Each prints where the post stands afterwards. */
export function addChangingCommands(posts: Command): void {
  addReschedule(posts);
  addEdit(posts);
  addCancel(posts);
  addRetry(posts);
  addSettle(posts);
}

function addReschedule(posts: Command): void {
  posts
    .command('reschedule <accountId> <id> <when>')
    .description('move a post that has not been sent to another instant')
    .option('--time-zone <zone>', 'IANA zone of a time without an offset')
    .addHelpText(
      'after',
      example('carillon posts reschedule brand order-8841 2026-12-01T09:30 --time-zone Europe/Berlin'),
    )
    .action((accountId: string, id: string, when: string, { timeZone }: { timeZone?: string }) =>
      withClient(async ({ carillon }) => {
        const moved = await carillon.posts.reschedule({ accountId, id }, { at: when, timeZone });
        print({ accountId, id, ...moved }, () => `Moved to ${moved.dueAt}.`);
      }),
    );
}

function addEdit(posts: Command): void {
  posts
    .command('edit <accountId> <id>')
    .description('change what a post that has not been sent holds; what does not change stays staged')
    .requiredOption(
      '--file <file>',
      'JSON with the changes in the words of the request, null removes; or - for standard input',
    )
    .option('--allow-late', 'change it even if staging it again makes it late')
    .addHelpText('after', example('carillon posts edit brand order-8841 --file changes.json'))
    .action(async (accountId: string, id: string, { file, allowLate }: { file: string; allowLate?: true }) => {
      const changes = await readJson(file);
      await withClient(async ({ carillon }) => {
        const edited = await carillon.posts.edit({ accountId, id }, changes as PostChanges, { allowLate });
        print({ accountId, id, ...edited }, () => `Edited. It goes out at ${edited.expectedAt}.`);
      });
    });
}

function addCancel(posts: Command): void {
  posts
    .command('cancel <accountId> <id>')
    .description('make sure that a post which has not been sent never will be')
    .option('--reason <text>', 'kept in the run, for people')
    .addHelpText('after', example('carillon posts cancel brand order-8841 --reason "sold out"'))
    .action((accountId: string, id: string, { reason }: { reason?: string }) =>
      withClient(async ({ carillon }) => {
        const canceled = await carillon.posts.cancel({ accountId, id }, { reason });
        print({ accountId, id, ...canceled }, () => 'Canceled.');
      }),
    );
}

function addRetry(posts: Command): void {
  posts
    .command('retry <accountId> <id>')
    .description('go on with a blocked post, from the containers that it has')
    .addHelpText('after', example('carillon posts retry brand order-8841'))
    .action((accountId: string, id: string) =>
      withClient(async ({ carillon }) => {
        const retried = await carillon.posts.retry({ accountId, id });
        print({ accountId, id, ...retried }, () => `It goes on: ${retried.status}, due ${retried.dueAt}.`);
      }),
    );
}

function addSettle(posts: Command): void {
  posts
    .command('settle <accountId> <id>')
    .description('say what became of an unconfirmed post, after a look at the account on Instagram')
    .argument('<outcome>', SETTLEMENTS.join(' or '), oneOf(SETTLEMENTS))
    .option('--media-id <number>', "Instagram's number of the published media, if you know it")
    .addHelpText('after', example('carillon posts settle brand order-8841 published --media-id 17900000000000001'))
    .action((accountId: string, id: string, outcome: Settlement, { mediaId }: { mediaId?: string }) => {
      const settlement = settlementOf(outcome, mediaId);
      return withClient(async ({ carillon }) => {
        const settled = await carillon.posts.settle({ accountId, id }, settlement);
        print({ accountId, id, ...settled }, () => `Settled: ${settled.status}.`);
      });
    });
}

function settlementOf(outcome: Settlement, mediaId: string | undefined): SettleArgs {
  if (mediaId === undefined) return { outcome };
  if (outcome === 'published' && isMediaId(mediaId)) return { outcome, mediaId };
  throw new CommandError('usage', {
    message:
      outcome === 'published'
        ? `--media-id must be digits only, as Instagram writes it, not "${mediaId}".`
        : '--media-id is of a published post, and this one is said not to be.',
    nextAction: 'See carillon posts settle --help.',
  });
}
