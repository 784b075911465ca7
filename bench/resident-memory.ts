import { readFile, writeFile } from 'node:fs/promises';

const MIB_IN_KIB = 1024;

/** Resident memory of a process, in MiB. Linux only. */
export interface ResidentMemory {
  readonly now: number;
  /** Since the process began, or since {@link forgetPeak}. */
  readonly peak: number;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export async function residentMemory(pid: number): Promise<ResidentMemory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string) => {
    const [, kibibytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    return Number(kibibytes) / MIB_IN_KIB;
  };
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') };
}

/** Begins a new peak at what is resident now: https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
export const forgetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5');
