import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findTemporalCli } from '../cli/embedded/temporal-cli.ts';
import { onInterruption, orInterrupted } from '../cli/interruption.ts';
import { printProblem, say } from '../cli/output.ts';
import { endingOf } from '../cli/problems.ts';
import { createLogger, installRuntime } from '../worker/log.ts';
import { type LatenessReport, measureLateness } from './lateness.ts';
import { type Machine, thisMachine } from './machine.ts';
import { HISTORY_EVENTS_AIM, LATENESS, THROUGHPUT } from './plan.ts';
import { forgetSettings } from './processes.ts';
import { type BenchReport, readable } from './report.ts';
import { Rig } from './rig.ts';
import { measureThroughput } from './throughput.ts';

const RESULTS = new URL('results/latest.json', import.meta.url);

async function bench(signal: AbortSignal): Promise<BenchReport> {
  await using resources = new AsyncDisposableStack();
  const cli = await findTemporalCli({ say, signal });
  const machine = await thisMachine(cli);
  const rig = await Rig.build(cli, signal, resources);
  return await orInterrupted(Promise.race([measure(rig, machine), rig.failed]), signal);
}

async function measure(rig: Rig, machine: Machine): Promise<BenchReport> {
  // What Instagram takes to process a picture is none of the twin's doing.
  await rig.simulator.set({ imageProcessingMs: 0 });
  const measuredAt = new Date().toISOString();
  const throughput = await measureThroughput(rig, THROUGHPUT);
  const lateness: LatenessReport[] = [];
  for (const plan of LATENESS) lateness.push(await measureLateness(rig, plan));
  return { measuredAt, machine, lateness, throughput, historyEventsAim: HISTORY_EVENTS_AIM };
}

async function tell(report: BenchReport, toStandardOutput: boolean): Promise<void> {
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (toStandardOutput) {
    process.stdout.write(json);
    return;
  }
  await mkdir(new URL('.', RESULTS), { recursive: true });
  await writeFile(RESULTS, json);
  process.stdout.write(`${readable(report)}\n`);
}

forgetSettings(process.env);
installRuntime(createLogger('warn'));
try {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  await tell(await bench(onInterruption()), values.json);
} catch (error) {
  const ending = endingOf(error);
  printProblem(ending);
  process.exitCode = ending.exitCode;
}
// Waits that an interruption has left behind would keep the process; all that it started has been stopped.
process.exit();
