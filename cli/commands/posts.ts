import type { Command } from 'commander';
import { accountsExist } from '../../accounts/account-database.ts';
import { openAccountStore } from '../../accounts/account-store.ts';
import { UnknownAccountError } from '../../accounts/errors.ts';
import {
  POST_STATUSES,
  type PostListItem,
  type PostRequest,
  type PostView,
  parsePostRequest,
} from '../../client/index.ts';
import type { Configuration } from '../../worker/configuration.ts';
import { type ClientSession, withClient } from '../client-session.ts';
import { example } from '../examples.ts';
import { nameOf, parseJson, readInput } from '../input.ts';
import { print, say, sheet, table } from '../output.ts';
import { progressTeller } from '../post-progress.ts';
import { exitCodeOf } from '../problems.ts';
import { importPosts } from './posts-import.ts';

export function addPostsCommands(program: Command): void {
  const posts = program.command('posts').description('queue, read, move and cancel posts');
  addQueueing(posts);
  addReading(posts);
  addChanging(posts);
}

function addQueueing(posts: Command): void {
  posts
    .command('create')
    .description('queue one post, given as JSON')
    .requiredOption('--file <file>', 'the JSON file, or - for standard input')
    .option('--wait', 'stay until the post has ended; the exit code then tells how')
    .addHelpText('after', example('carillon posts create --file post.json --wait'))
    .action(async ({ file, wait = false }: { file: string; wait?: boolean }) => {
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
      process.exitCode = await withClient((session) => importPosts(session, source, nameOf(file)));
    });
}

function addReading(posts: Command): void {
  posts
    .command('get <accountId> <id>')
    .description('read one post')
    .addHelpText('after', example('carillon posts get brand order-8841'))
    .action((accountId: string, id: string) =>
      withClient(async (session) => printPost(session, await session.carillon.posts.get({ accountId, id }))),
    );
  posts
    .command('list')
    .description('list posts, the latest queued first; follows the truth within about a second')
    .option('--account <accountId>', 'only this account')
    .option('--status <status>', `only this status: ${POST_STATUSES.join(', ')}`)
    .option('--limit <n>', 'at most so many', Number, 100)
    .addHelpText('after', example('carillon posts list --account brand --status scheduled'))
    .action(({ account, status, limit }: { account?: string; status?: PostView['status']; limit: number }) =>
      withClient(async ({ carillon }) => {
        const items = await Array.fromAsync(carillon.posts.list({ accountId: account, status, limit }));
        print(items, () => (items.length === 0 ? 'No posts.' : listTable(items)));
      }),
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
        print(moved, () => `Moved to ${moved.dueAt}.`);
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
        print(canceled, () => 'Canceled.');
      }),
    );
}

async function createPost(session: ClientSession, request: unknown, wait: boolean): Promise<void> {
  const { carillon, configuration } = session;
  refuseUnknownAccount(configuration, request);
  const { created, post } = await carillon.posts.schedule(request as PostRequest);
  if (!wait) return printPost(session, post, { created });
  const tell = progressTeller();
  const end = await carillon.posts.wait(post, {
    onChange: (seen) => {
      const line = tell(seen);
      if (line !== undefined) say(line);
    },
  });
  printPost(session, end, { created });
  process.exitCode = exitCodeOf(end);
}

/**
 * Accounts live in the worker's data directory. Where this is it, a misspelt account is refused now and not at staging; from
 * another machine there is nothing to look it up in.
 */
export function refuseUnknownAccount(configuration: Configuration, request: unknown): void {
  const { post } = parsePostRequest(request, Date.now());
  if (!accountsExist(configuration.dataDir)) return;
  const store = openAccountStore(configuration);
  try {
    if (!store.has(post.accountId))
      throw new UnknownAccountError(
        post.accountId,
        store.list().map(({ accountId }) => accountId),
      );
  } finally {
    store.close();
  }
}

function printPost({ urlOf }: ClientSession, post: PostView, more: { created?: boolean } = {}): void {
  const data = { ...more, ...post, temporalUrl: urlOf(post) };
  print(data, () =>
    sheet({
      post: `${post.accountId} ${post.id}`,
      status: more.created === false ? `${post.status} (it existed already)` : post.status,
      due: post.dueAt,
      published: post.publishedAt,
      'lateness ms': post.latenessMs,
      media: post.mediaId,
      permalink: post.permalink,
      error: post.error && `${post.error.message} (${post.error.code})`,
      'to do': post.error?.nextAction ?? null,
      run: data.temporalUrl,
    }),
  );
}

const listTable = (items: readonly PostListItem[]): string =>
  table(
    ['account', 'post', 'kind', 'status', 'due', 'media or error'],
    items.map(({ accountId, id, kind, status, dueAt, mediaId, errorCode }) => [
      accountId,
      id,
      kind,
      status,
      dueAt,
      mediaId ?? errorCode ?? '',
    ]),
  );
