import type { Command } from 'commander';
import { withClient } from '../client-session.ts';
import { example } from '../examples.ts';
import { print } from '../output.ts';
import { quotaForPeople } from '../quota-for-people.ts';

export function addQuotaCommand(program: Command): void {
  program
    .command('quota <accountId>')
    .description("show what an account has used of Instagram's limits, what is booked, and what waits")
    .addHelpText('after', example('carillon quota brand'))
    .action((accountId: string) =>
      withClient(async ({ carillon, accounts }) => {
        accounts.checkName(accountId);
        const quota = await carillon.accounts.quota(accountId);
        print(quota, () => quotaForPeople(quota, Date.now()));
      }),
    );
}
