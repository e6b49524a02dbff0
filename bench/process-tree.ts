import {readdirSync, readFileSync} from 'node:fs';

/** A process in /proc. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** Its own CPU time, plus that of children it has waited for. */
  readonly cpuMs: number;
}

/** The process and its descendants. Linux only. */
export function treeOf(root: number): readonly Process[] {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => processOf(Number(name)) ?? []);
  const tree = all.filter(({pid}) => pid === root);
  const pids = new Set([root]);
  for (let before = 0; before !== pids.size;) {
    before = pids.size;
    for (const each of all) {
      if (pids.has(each.pid) || !pids.has(each.parent)) continue;
      pids.add(each.pid);
      tree.push(each);
    }
  }
  return tree;
}

/** `undefined` if it is gone. */
export function processOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = fields.slice(11, 13).reduce((sum, each) => sum + each, 0);
    return {pid, name, parent: fields[1] ?? 0, cpuMs: (ticks * 1000) / TICKS_PER_SECOND};
  } catch {
    return undefined;
  }
}

/** CPU time of the children that this process has waited for, in milliseconds. */
export function endedChildrenMs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[13]) + Number(fields[14])) * 1000) / TICKS_PER_SECOND;
}

/** `getconf CLK_TCK`, the same on all machines that Node supports. */
const TICKS_PER_SECOND = 100;

/** The peak memory of a process, in MB. */
export function peakMb(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, 'VmHWM') / 1024;
}

/** The memory of a process, in MB. */
export function residentMb(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, 'VmRSS') / 1024;
}

/** The memory of a process with shared memory counted proportionally, in MB. */
export function shareMb(pid: number): number {
  return kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss') / 1024;
}

function kilobytes(path: string, key: string): number {
  try {
    return Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(readFileSync(path, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
