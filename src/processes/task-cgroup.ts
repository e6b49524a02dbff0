import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import type {RunId} from '../vocabulary/ids.ts';
import {isOutOfDescriptors} from './expected-error.ts';

/*
 * A cgroup (version 2) for a service. The kernel keeps all descendants in it, even if they change their parent, session or
 * environment. It is created below bottle's own cgroup, and only if that is writable (by root, or delegated by systemd) and has no
 * limits. Programs read their limits from their own cgroup, so a new cgroup would hide them.
 */

/** The path for the cgroup of a process, up to its pid; `undefined` if cgroups cannot be used. */
export function cgroupPrefix(run: RunId): string | undefined {
  ownCgroup ??= {path: findOwn()};
  return ownCgroup.path === undefined ? undefined : join(ownCgroup.path, `${PREFIX}${run}-`);
}

/** Creates the cgroup and moves a process into it. If the system refuses, processes are found without the cgroup. */
export function enterCgroup(path: string, pid: number): void {
  try {
    mkdirSync(path);
    writeFileSync(join(path, PROCS), String(pid));
  } catch {
    removeIfEmpty(path);
  }
}

/** The visible processes in a cgroup and in its descendants. */
export async function processesInCgroup(path: string): Promise<readonly number[]> {
  const pids = unlessGone(() => readFileSync(join(path, PROCS), 'utf8'), '')
    .split('\n')
    .map(Number);
  const below = await Promise.all(foldersIn(path).map(processesInCgroup));
  return [...pids, ...below.flat()].filter(pid => pid > 0);
}

/** Whether a process is the only one in a cgroup, apart from processes in its child cgroups, which keep it from being removed. */
export function isOnlyProcessIn(path: string, pid: number): boolean {
  // `join` would take a third of the time of this call.
  return unlessGone(() => readFileSync(`${path}/${PROCS}`, 'utf8'), '') === `${pid}\n`;
}

/** Removes a cgroup. Processes still in it are meant to outlive the run, and are moved to the parent cgroup. */
export async function removeCgroup(path: string, into = dirname(path)): Promise<void> {
  if (removeIfEmpty(path)) return;
  for (const folder of foldersIn(path)) await removeCgroup(folder, into);
  for (const pid of await processesInCgroup(path))
    unlessGone(() => writeFileSync(join(into, PROCS), String(pid)), undefined);
  // Ignore a cgroup that is already gone, or whose processes could not be moved.
  removeIfEmpty(path);
}

/** Removes a cgroup if it has no processes and no child cgroups. Returns whether it was removed. */
export function removeIfEmpty(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

const PROCS = 'cgroup.procs';

let ownCgroup: {readonly path: string | undefined} | undefined;

function findOwn(): string | undefined {
  try {
    return ownIfUsable();
  } catch {
    return undefined;
  }
}

/** Synchronous, because `fs/promises` would be loaded only for these files of the kernel. */
function ownIfUsable(): string | undefined {
  const path = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  const [root, mount] = cgroupMount(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (path === undefined || mount === undefined || root === undefined || !path.startsWith(root))
    return undefined;
  const own = join(mount, path.slice(root === '/' ? 0 : root.length));
  accessSync(own, constants.W_OK);
  accessSync(join(own, PROCS), constants.W_OK);
  const limits = ['memory.max', 'cpu.max'].map(name => textIn(own, name));
  // In a cgroup of its own, a task's processes would not see these limits.
  return basename(own).startsWith(PREFIX) || limits.some(limit => !limit.startsWith('max')) ? undefined : own;
}

/** The name prefix of these cgroups. A bottle that runs inside such a cgroup creates no others. */
const PREFIX = 'bottle-';

/** The root and the mount point of the cgroup2 hierarchy (proc_pid_mountinfo(5)). */
function cgroupMount(mountinfo: string): readonly (string | undefined)[] {
  const line = mountinfo.split('\n').find(each => each.includes(' - cgroup2 '));
  return line?.split(' ').slice(3, 5) ?? [];
}

function textIn(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return 'max';
  }
}

function foldersIn(path: string): readonly string[] {
  // A folder has two links of its own, plus one for each folder in it. One call is cheaper than reading a folder of sixty files.
  if (unlessGone(() => statSync(path).nlink, 0) === 2) return [];
  const entries = unlessGone(() => readdirSync(path, {withFileTypes: true}), []);
  return entries.filter(entry => entry.isDirectory()).map(({name}) => join(path, name));
}

/**
 * Returns `otherwise` if the cgroup is gone. Uses one descriptor at a time, since a teardown may have no more. If none is left, it
 * throws, because the cgroup must not seem empty.
 */
function unlessGone<T>(use: () => T, otherwise: T): T {
  try {
    return use();
  } catch (error) {
    if (isOutOfDescriptors(error)) throw error;
    return otherwise;
  }
}
