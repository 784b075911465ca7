import type { Command } from 'commander';
import { POST_STATUSES, type PostStatus } from '../../client/index.ts';
import { withClient } from '../client-session.ts';
import { example } from '../examples.ts';
import { nameOf, parseJson, readInput } from '../input.ts';
import { oneOf, wholeNumber } from '../options.ts';
import { print } from '../output.ts';
import { printPost, printPosts } from '../post-output.ts';
import { createPost, MAX_WAIT_SECONDS, type Wait } from './posts-create.ts';
import { importPosts } from './posts-import.ts';

const MAX_LIST = 1_000_000;

export function addPostsCommands(program: Command): void {
  const posts = program
    .command('posts')
    .description('queue, read, move and cancel posts')
    .addHelpText('after', example('carillon posts list --account brand'));
  addQueueing(posts);
  addReading(posts);
  addChanging(posts);
}

function addQueueing(posts: Command): void {
  posts
    .command('create')
    .description('queue one post, given as JSON; repeating it with the same "id" changes nothing')
    .requiredOption('--file <file>', 'the JSON file, or - for standard input')
    .option(
      '--wait [seconds]',
      'stay until the post has ended, at most so long; the exit code then tells how it ended',
      wholeNumber(1, MAX_WAIT_SECONDS),
    )
    .addHelpText('after', example('carillon posts create --file post.json --wait 600'))
    .action(async ({ file, wait }: { file: string; wait?: Wait }) => {
      const source = await readInput(file);
      const request = parseJson(source, nameOf(file));
      await withClient((session) => createPost(session, request, wait));
    });
  posts
    .command('import')
    .description('queue many posts, one JSON object a line; prints a result line for each, and may be repeated')
    .requiredOption('--file <file>', 'the JSON Lines file, or - for standard input')
    .addHelpText('after', example('carillon posts import --file posts.jsonl'))
    .action(async ({ file }: { file: string }) => {
      const source = await readInput(file);
      await withClient((session) => importPosts(session, source, nameOf(file)));
    });
}

function addReading(posts: Command): void {
  posts
    .command('get <accountId> <id>')
    .description('read one post')
    .addHelpText('after', example('carillon posts get brand order-8841'))
    .action((accountId: string, id: string) =>
      withClient(async ({ carillon, urlOf }) => {
        const post = await carillon.posts.get({ accountId, id });
        printPost(post, { temporalUrl: urlOf(post) });
      }),
    );
  posts
    .command('list')
    .description('list posts, those that have not ended first; follows the truth within about a second')
    .option('--account <accountId>', 'only this account')
    .option('--status <status>', `only this status: ${POST_STATUSES.join(', ')}`, oneOf(POST_STATUSES))
    .option('--limit <n>', 'at most so many', wholeNumber(1, MAX_LIST), 100)
    .addHelpText('after', example('carillon posts list --account brand --status scheduled'))
    .action(({ account, status, limit }: { account?: string; status?: PostStatus; limit: number }) =>
      withClient(async ({ carillon }) =>
        printPosts(await Array.fromAsync(carillon.posts.list({ accountId: account, status, limit }))),
      ),
    );
}

function addChanging(posts: Command): void {
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
