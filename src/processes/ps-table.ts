import {isGone} from './proc-stat.ts';
import type {SeenProcess} from './seen-process.ts';
import {shortCommand} from './short-command.ts';

const COLUMNS = ['pid', 'ppid', 'pgid', 'state', 'lstart', 'comm'];

/** The processes of a system without /proc (macOS), by `ps`. Sessions and environments of others cannot be seen there. */
export async function readPs(): Promise<readonly SeenProcess[]> {
  // `ps` writes times in the time zone and language of its environment.
  const env = {LC_ALL: 'C', TZ: 'UTC0'};
  const columns = COLUMNS.flatMap(column => ['-o', `${column}=`]);
  const {stdout} = await shortCommand(['/bin/ps', '-ax', ...columns], {env});
  return stdout.split('\n').flatMap(parseLine);
}

/** `  4711     1  4711 Ss   Sun Nov  2 14:30:15 2026     /usr/sbin/cron` */
function parseLine(line: string): SeenProcess[] {
  const [pid, parent, group, state, ...rest] = line.trim().split(/\s+/);
  const time = rest.slice(0, 5).join(' ');
  if (rest.length < 6 || isGone(state)) return [];
  return [
    {
      ...{pid: Number(pid), parent: Number(parent), group: Number(group), session: 0},
      ...{startTime: time, startedAt: Date.parse(`${time} UTC`), name: rest.slice(5).join(' ')},
    },
  ];
}
