import type { Command } from 'commander';
import { withClient } from '../client-session.ts';
import { example } from '../examples.ts';
import { collaborativeMediaForPeople } from '../invites-for-people.ts';
import { wholeNumber } from '../options.ts';
import { print } from '../output.ts';

export function addCollabCommands(program: Command): void {
  const collab = program
    .command('collab')
    .description('media of others on which an account is a collaborator')
    .addHelpText('after', example('carillon collab media brand'));
  collab
    .command('media <accountId>')
    .description('list them with the counts that their owners show, the latest first')
    .option('--limit <number>', 'how many on a page', wholeNumber(1, 100), 25)
    .option('--after <cursor>', 'the "next" of the page before')
    .addHelpText('after', example('carillon collab media brand --limit 50'))
    .action((accountId: string, options: { limit: number; after?: string }) =>
      withClient(async ({ carillon, accounts }) => {
        accounts.checkName(accountId);
        const page = await carillon.invites.collaborativeMedia(accountId, options);
        print(page, () =>
          [
            collaborativeMediaForPeople(page.media),
            ...(page.next === null ? [] : ['', `More: --after ${page.next}`]),
          ].join('\n'),
        );
      }),
    );
}
