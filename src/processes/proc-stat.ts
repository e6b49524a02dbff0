import {pageSize} from './page-size.ts';
import type {SeenProcess} from './seen-process.ts';

/** The fields of /proc/PID/stat (proc_pid_stat(5)), counted from 0 after the name. */
const FIELD = {
  ...{state: 0, parent: 1, group: 2, session: 3},
  /** In user mode and in the kernel; the same of its children that have ended. */
  ...{cpu: [11, 12, 13, 14], startTime: 19, residentPages: 21},
};

/** Start times are in ticks since the boot; Linux shows programs 100 ticks a second on every machine (time(7)). */
const TICK_MS = 10;

/** The process that a line of /proc/PID/stat describes; `undefined` for a zombie, which counts as gone. */
export function parseStat(text: string, bootedAt: number): SeenProcess | undefined {
  // The name is in parentheses and may itself hold spaces and parentheses: the fields come after the last one.
  const [start, end] = [text.indexOf('('), text.lastIndexOf(')')];
  const fields = text.slice(end + 2).split(' ', FIELD.residentPages + 1);
  const startTime = fields[FIELD.startTime];
  if (startTime === undefined || isGone(fields[FIELD.state])) return undefined;
  return {
    pid: Number.parseInt(text),
    startTime,
    startedAt: bootedAt + Number(startTime) * TICK_MS,
    parent: Number(fields[FIELD.parent]),
    group: Number(fields[FIELD.group]),
    session: Number(fields[FIELD.session]),
    name: text.slice(start + 1, end),
    cpuMs: FIELD.cpu.reduce((sum, field) => sum + Number(fields[field]) * TICK_MS, 0),
    memoryBytes: Number(fields[FIELD.residentPages]) * pageSize(),
  };
}

/** Zombies (`Z`) and what is about to vanish (`X`); `ps` adds further letters. */
export function isGone(state = ''): boolean {
  return /^[ZXx]/.test(state);
}
