import { readFile } from 'node:fs/promises';

/** Linux counts for programs in hundredths of a second, whatever it was built with. */
const TICK_MS = 10;
/** Counted from the field after the name, which may itself hold spaces and brackets: utime and stime are the 14th and 15th of all. */
const UTIME = 11;
const STIME = 12;

/** Processor time that a process has had, its own and that of the system for it, in milliseconds. Linux only. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export async function processorTime(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME]) + Number(fields[STIME])) * TICK_MS;
}
