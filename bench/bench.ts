import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findTemporalCli } from '../cli/embedded/temporal-cli.ts';
import { onInterruption, orInterrupted } from '../cli/interruption.ts';
import { printProblem, say } from '../cli/output.ts';
import { endingOf } from '../cli/problems.ts';
import { createLogger } from '../worker/log.ts';
import { installRuntime } from '../worker/runtime.ts';
import { thisMachine } from './machine.ts';
import { forgetSettings } from './processes.ts';
import { type BenchReport, figuresOfRows, readable } from './report.ts';
import { Rig } from './rig.ts';
import { type MeasuredRow, type Row, rowsNamed } from './rows.ts';

const RESULTS = new URL('results/latest.json', import.meta.url);

async function bench(rows: readonly Row[], signal: AbortSignal): Promise<BenchReport> {
  await using resources = new AsyncDisposableStack();
  const cli = await findTemporalCli({ say, signal });
  const machine = await thisMachine(cli);
  const measuredAt = new Date().toISOString();
  const rig = await Rig.build(cli, signal, resources);
  const measured = await orInterrupted(Promise.race([measure(rows, rig), rig.failed]), signal);
  return { measuredAt, machine, rows: measured };
}

async function measure(rows: readonly Row[], rig: Rig): Promise<MeasuredRow[]> {
  const measured: MeasuredRow[] = [];
  for (const row of rows) measured.push(await row.measure(rig));
  return measured;
}

async function tell(report: BenchReport, toStandardOutput: boolean): Promise<void> {
  const json = `${JSON.stringify(figuresOfRows(report), null, 2)}\n`;
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
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
  });
  await tell(await bench(rowsNamed(values.only), onInterruption()), values.json);
} catch (error) {
  const ending = endingOf(error);
  printProblem(ending);
  process.exitCode = ending.exitCode;
}
// Waits that an interruption has left behind would keep the process; all that it started has been stopped.
process.exit();
