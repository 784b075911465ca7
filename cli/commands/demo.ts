import type { Command } from 'commander';
import type { PostRequest, PostView } from '../../client/index.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { demonstrate } from '../demonstration.ts';
import type { Stack } from '../embedded/stack.ts';
import { example } from '../examples.ts';
import { say } from '../output.ts';
import { refuseUnpublished } from '../post-end.ts';
import { printPost } from '../post-output.ts';
import { progressTeller } from '../post-progress.ts';
import { temporalUrl } from '../temporal-url.ts';
import { demonstrateInvites } from './demo-invites.ts';

const DUE_IN_MS = 20_000;
const LEAD_SECONDS = 15;
const ARM_SECONDS = { earliest: 8, latest: 4 } as const;
const WAIT_MS = 60_000;

export function addDemoCommand(program: Command): void {
  const demo = program
    .command('demo')
    .description('the main job on embedded parts, from nothing to a published post')
    .addHelpText('after', example('carillon demo'))
    .action(demonstratePost);
  demo
    .command('invites')
    .description('twelve collaboration invites on embedded parts, and what a sweep makes of them by example rules')
    .addHelpText('after', example('carillon demo invites'))
    .action(demonstrateInvites);
}

const demonstratePost = (): Promise<void> =>
  demonstrate(
    { leadSeconds: LEAD_SECONDS, armSeconds: ARM_SECONDS },
    async ({ stack, simulator, carillon, accountId }) => {
      const { posts } = carillon;
      const { post: queued } = await posts.schedule(demoPost(accountId, simulator));
      say(`queued       ${queued.id}, due at ${queued.dueAt}`);
      say(`             ${urlOf(stack, queued)}`);
      const post = await posts.wait(queued, {
        timeoutMs: WAIT_MS,
        signal: stack.ending,
        onChange: progressTeller(say),
      });
      refuseUnpublished(post);
      printPost(post, { temporalUrl: urlOf(stack, post) });
    },
  );

const demoPost = (accountId: string, simulator: Simulator): PostRequest => ({
  accountId,
  kind: 'image',
  caption: 'Published by Carillon at the instant it promised.',
  media: [
    { kind: 'image', url: `${simulator.url}/_control/pictures/demo.jpg`, altText: 'A picture for the demonstration' },
  ],
  scheduledAt: new Date(Date.now() + DUE_IN_MS).toISOString(),
});

const urlOf = ({ uiUrl, server }: Stack, post: PostView): string | null =>
  uiUrl === null ? null : temporalUrl(uiUrl, server.namespace, post);
