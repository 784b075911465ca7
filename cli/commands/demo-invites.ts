import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InviteRulesRequest } from '../../client/index.ts';
import { type Demonstration, demonstrate } from '../demonstration.ts';
import { inviteInSimulator, type SimulatedInvite } from '../embedded/simulated-invites.ts';
import { EXAMPLE_RULES } from '../example-rules.ts';
import { readJson } from '../input.ts';
import { reportForPeople } from '../invites-for-people.ts';
import { print, say } from '../output.ts';

const INVITES: readonly SimulatedInvite[] = [
  { ownerUsername: 'ourbrand_paris', caption: 'Our winter window, made together' },
  { ownerUsername: 'ourbrand_rome', caption: 'Sunday at the market' },
  { ownerUsername: 'luckydraws', caption: 'Big GIVEAWAY: tag three friends!' },
  { ownerUsername: 'anna.example', caption: 'Two hands, one recipe' },
  { ownerUsername: 'ourbrand_oslo', caption: 'First snow' },
  { ownerUsername: 'ourbrand_lima', caption: 'Join our giveaway' },
  { ownerUsername: 'bright.agency', caption: 'Campaign of the spring' },
  { ownerUsername: 'someone_else', caption: 'A picture of a cat' },
  { ownerUsername: 'prize.hunter', caption: 'Follow and share #win' },
  { ownerUsername: 'the_agency_two', caption: 'Shooting on Friday' },
  { ownerUsername: 'windowshop', caption: 'To win hearts, not prizes' },
  { ownerUsername: 'neighbour', caption: '' },
];

/** What a sweep makes of twelve invites by the example rules, read from a file as an owner's are. */
export const demonstrateInvites = (): Promise<void> =>
  demonstrate({}, async (demonstration) => {
    const { carillon, accountId, dataDir } = demonstration;
    await receive(demonstration, INVITES);
    say(`invites      ${INVITES.length} have come in`);
    const file = join(dataDir, 'rules.json');
    await writeFile(file, JSON.stringify(EXAMPLE_RULES, undefined, 2));
    await carillon.invites.enable(accountId);
    // The client looks at all of it.
    await carillon.invites.setRules(accountId, (await readJson(file)) as InviteRulesRequest);
    say('rules        set from a file; a sweep begins');
    const report = await carillon.invites.sweep(accountId);
    print(report, () => reportForPeople(report));
  });

async function receive(
  { stack, simulator, accountId }: Demonstration,
  invites: readonly SimulatedInvite[],
): Promise<void> {
  const account = stack.accounts.get(accountId);
  if (account === undefined) throw new TypeError('The demonstration has lost its account.');
  for (const invite of invites) await inviteInSimulator(simulator.url, account.igUserId, invite);
}
