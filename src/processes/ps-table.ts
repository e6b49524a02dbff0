import {isGone} from './proc-stat.ts';
import type {SeenProcess} from './seen-process.ts';
import {runSystemTool} from './run-system-tool.ts';

const COLUMNS = ['pid', 'ppid', 'pgid', 'state', 'time', 'rss', 'lstart', 'comm'];

/** The processes of a system without /proc (macOS), from `ps`. It cannot show the sessions and environments of processes. */
export async function readPs(): Promise<readonly SeenProcess[]> {
  // `ps` prints times in the time zone and language of its environment.
  const env = {LC_ALL: 'C', TZ: 'UTC0'};
  const columns = COLUMNS.flatMap(column => ['-o', `${column}=`]);
  const {stdout} = await runSystemTool(['/bin/ps', '-ax', ...columns], {env});
  return stdout.split('\n').flatMap(parseLine);
}

/** `  4711     1  4711 Ss     0:01.50   1648 Sun Nov  2 14:30:15 2026     /usr/sbin/cron` */
export function parseLine(line: string): SeenProcess[] {
  const [pid, parent, group, state, cpu, memory, ...rest] = line.trim().split(/\s+/);
  const time = rest.slice(0, 5).join(' ');
  if (rest.length < 6 || isGone(state)) return [];
  return [
    {
      ...{pid: Number(pid), parent: Number(parent), group: Number(group), session: 0},
      ...{startTime: time, startedAt: Date.parse(`${time} UTC`), name: rest.slice(5).join(' ')},
      ...{cpuMs: cpuMsOf(cpu), memoryBytes: Number(memory) * 1024},
    },
  ];
}

/** `[[dd-]hh:]mm:ss.cc` in milliseconds. */
function cpuMsOf(time = ''): number {
  const units = [1_000, 60_000, 3_600_000, 86_400_000];
  const parts = time.split(/[-:]/).map(Number).toReversed();
  return Math.round(parts.reduce((sum, part, at) => sum + part * (units[at] ?? 0), 0));
}
