import type { Command } from 'commander';
import { POST_STATUSES, type PostStatus } from '../../client/index.ts';
import { withClient } from '../client-session.ts';
import { example } from '../examples.ts';
import { nameOf, readInput, readJson } from '../input.ts';
import { collaboratorsForPeople } from '../invites-for-people.ts';
import { oneOf, wholeNumber } from '../options.ts';
import { print } from '../output.ts';
import { printPost, printPosts } from '../post-output.ts';
import { addChangingCommands } from './posts-changing.ts';
import { type CreateOptions, createPost, MAX_WAIT_SECONDS } from './posts-create.ts';
import { importPosts } from './posts-import.ts';
import { validate } from './posts-validate.ts';

const MAX_LIST = 1_000_000;
const NOBODY_ASKED =
  'Nobody was asked yet: the post invites nobody, is not published, or was published less than 10 minutes ago (--now asks now).';

export function addPostsCommands(program: Command): void {
  const posts = program
    .command('posts')
    .description('queue, read, change and cancel posts')
    .addHelpText('after', example('carillon posts list --account brand'));
  addQueueing(posts);
  addReading(posts);
  addChangingCommands(posts);
}

function addQueueing(posts: Command): void {
  posts
    .command('create')
    .description('queue one post, given as JSON; repeating it with the same "id" changes nothing')
    .requiredOption('--file <file>', 'the JSON file, or - for standard input')
    .option(
      '--wait [seconds]',
      'stay until the post has ended or needs a person, at most so long; the exit code then tells how it stands',
      wholeNumber(1, MAX_WAIT_SECONDS),
    )
    .option('--check-quota', 'queue it only if the quota of its account lets it go out in time')
    .addHelpText('after', example('carillon posts create --file post.json --wait 600'))
    .action(async ({ file, ...options }: { file: string } & CreateOptions) => {
      const request = await readJson(file);
      await withClient((session) => createPost(session, request, options));
    });
  posts
    .command('import')
    .description('queue many posts, one JSON object a line; prints a result line for each, and may be repeated')
    .requiredOption('--file <file>', 'the JSON Lines file, or - for standard input')
    .option('--check-quota', 'queue them only if the quotas of their accounts let all of them go out in time')
    .addHelpText('after', example('carillon posts import --file posts.jsonl'))
    .action(async ({ file, checkQuota = false }: { file: string; checkQuota?: boolean }) => {
      const source = await readInput(file);
      await withClient((session) => importPosts({ session, name: nameOf(file), checkQuota }, source));
    });
  posts
    .command('validate')
    .description('say all that "create" would refuse a post for, without a server, and queue nothing')
    .requiredOption('--file <file>', 'the JSON file, or - for standard input')
    .option('--probe', 'also look at the media behind URLs: their type and size, and their first bytes')
    .option('--allow-private', 'let --probe look at addresses of private networks and of this machine')
    .addHelpText('after', example('carillon posts validate --file post.json --probe'))
    .action(validate);
}

function addReading(posts: Command): void {
  posts
    .command('get <accountId> <id>')
    .description('read all that is known of one post')
    .addHelpText('after', example('carillon posts get brand order-8841'))
    .action((accountId: string, id: string) =>
      withClient(async ({ carillon, urlOf }) => {
        const post = await carillon.posts.get({ accountId, id });
        printPost(post, { temporalUrl: urlOf(post) });
      }),
    );
  posts
    .command('collaborators <accountId> <id>')
    .description('show who has accepted the invites of a published post')
    .option('--now', 'ask Instagram now, and not only when it is time')
    .addHelpText('after', example('carillon posts collaborators brand order-8841 --now'))
    .action((accountId: string, id: string, { now = false }: { now?: boolean }) =>
      withClient(async ({ carillon }) => {
        const view = await carillon.posts.collaborators({ accountId, id }, { lookNow: now });
        print(view, () => (view === null ? NOBODY_ASKED : collaboratorsForPeople(view)));
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
