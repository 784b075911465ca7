import { say } from '../cli/output.ts';
import { accountWorkflowId } from '../contracts/ids.ts';
import { accountIdOf } from './accounts.ts';
import { chainEvents } from './chain-events.ts';
import { askForNothing, oneProcess } from './ledger-callers.ts';
import { inParallel } from './parallel.ts';
import type { Rig } from './rig.ts';
import { median, shareOf, tenths } from './statistics.ts';

/** Grants of one account. */
export interface LedgerPlan {
  /** Of each round, in which the ledger is new. No more than Instagram allows containers in a day. */
  readonly grants: number;
  readonly rounds: number;
  /** Worker processes that ask, over one connection. */
  readonly processes: number;
  /** What our rate should at least be, as a share of that of updates that do nothing. */
  readonly aimShare: number;
}

export interface LedgerReport extends LedgerPlan {
  readonly ours: AnswerRate;
  readonly nothing: AnswerRate;
  readonly share: number;
}

interface AnswerRate {
  /** From the first question to the last answer; of each round, and their median. */
  readonly perSecond: number;
  readonly ofEachRound: readonly number[];
  /** In all histories of the run that answers, for each answer. */
  readonly eventsEach: number;
}

/** Calls that a process has on their way to one account at a time (activities/reservations.ts). */
const CALLERS_EACH = 4;
const WARM_UP = 50;

/** Grants a second on one account, and the rate of updates that do nothing, in turns. */
export async function measureLedger(rig: Rig, plan: LedgerPlan): Promise<LedgerReport> {
  await rig.needWorkers(1);
  await grant(rig, 'warm-up', { ...plan, grants: WARM_UP });
  await answerNothing(rig, 'warm-up', { ...plan, grants: WARM_UP });
  const ours: Round[] = [];
  const nothing: Round[] = [];
  for (let number = 1; number <= plan.rounds; number += 1) {
    ours.push(await grant(rig, `round-${number}`, plan));
    nothing.push(await answerNothing(rig, `round-${number}`, plan));
    say(`carillon ${ours.at(-1)?.perSecond} grants/s beside ${nothing.at(-1)?.perSecond} updates/s that do nothing`);
  }
  const [granted, answered] = [rateOver(ours), rateOver(nothing)];
  return { ...plan, ours: granted, nothing: answered, share: shareOf(granted.perSecond, answered.perSecond) };
}

interface Round {
  readonly perSecond: number;
  readonly eventsEach: number;
}

function grant(rig: Rig, name: string, plan: LedgerPlan): Promise<Round> {
  const accountId = accountIdOf(`ledger-${plan.grants}-${name}`);
  const asks = Array.from({ length: plan.processes }, () => {
    const ask = oneProcess(rig);
    return () => ask(accountId, 'container');
  });
  return round(rig, plan, { workflowId: accountWorkflowId(accountId), asks });
}

function answerNothing(rig: Rig, name: string, plan: LedgerPlan): Promise<Round> {
  const workflowId = `ledger-nothing.${plan.grants}.${name}`;
  const asks = Array.from({ length: plan.processes }, () => () => askForNothing(rig, workflowId));
  return round(rig, plan, { workflowId, asks });
}

/** `asks`: of each process. */
async function round(
  { client }: Rig,
  { grants }: LedgerPlan,
  { workflowId, asks }: { workflowId: string; asks: ReadonlyArray<() => Promise<void>> },
): Promise<Round> {
  const from = performance.now();
  const each = Array.from({ length: grants / asks.length });
  await Promise.all(asks.map((ask) => inParallel(each, CALLERS_EACH, ask)));
  const seconds = (performance.now() - from) / 1_000;
  const events = await chainEvents(client, workflowId);
  return { perSecond: tenths(grants / seconds), eventsEach: events / grants };
}

const rateOver = (rounds: readonly Round[]): AnswerRate => {
  const ofEachRound = rounds.map(({ perSecond }) => perSecond);
  const eventsEach = tenths(median(rounds.map((each) => each.eventsEach)));
  return { perSecond: tenths(median(ofEachRound)), ofEachRound, eventsEach };
};
