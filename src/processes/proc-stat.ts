import {pageSize} from './page-size.ts';
import type {SeenProcess} from './seen-process.ts';

/** The fields of /proc/PID/stat (proc_pid_stat(5)), counted from 0 after the name. */
const FIELD = {
  ...{state: 0, parent: 1, group: 2, session: 3},
  /** CPU time in user and kernel mode, of the process and of its children that have ended. */
  ...{cpu: [11, 12, 13, 14], startTime: 19, residentPages: 21},
};

/** Start times are in ticks since boot. Linux reports 100 ticks per second on every machine (time(7)). */
const TICK_MS = 10;

/** The process that a line of /proc/PID/stat describes; `undefined` for a zombie, which counts as gone. */
export function parseStat(text: string, bootedAt: number): SeenProcess | undefined {
  // The name is in parentheses, and may contain spaces and parentheses. The fields follow the last parenthesis.
  const [start, end] = [text.indexOf('('), text.lastIndexOf(')')];
  const fields = text.slice(end + 2).split(' ', FIELD.residentPages + 1);
  const startTime = fields[FIELD.startTime];
  if (startTime === undefined || isGone(fields[FIELD.state])) return undefined;
  const residentPages = Number(fields[FIELD.residentPages]);
  return {
    pid: Number.parseInt(text),
    startTime,
    startedAt: bootedAt + Number(startTime) * TICK_MS,
    parent: Number(fields[FIELD.parent]),
    group: Number(fields[FIELD.group]),
    session: Number(fields[FIELD.session]),
    name: text.slice(start + 1, end),
    cpuMs: FIELD.cpu.reduce((sum, field) => sum + Number(fields[field]) * TICK_MS, 0),
    // On demand, since the first call of `pageSize` takes as long as everything else here.
    get memoryBytes() {
      return residentPages * pageSize();
    },
  };
}

/** Whether a process is a zombie (`Z`) or dead (`X`). `ps` appends more letters. */
export function isGone(state = ''): boolean {
  return /^[ZXx]/.test(state);
}
