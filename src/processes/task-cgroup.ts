import {mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync} from 'node:fs';
import {access, constants, readFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {RunId} from '../vocabulary/ids.ts';
import {isOutOfDescriptors} from './expected-error.ts';

/*
 * A cgroup (version 2) for a service: the kernel keeps all descendants in it, whatever parent, session and environment they
 * have. It is made only where that takes no rights and hides no limits: below bottle's own cgroup, if that is writable (root, or
 * delegated by systemd) and has no limits of its own, which programs read from the cgroup that they are in.
 */

/** The path for the cgroup of a process; nothing is made yet. `undefined` if there cannot be one. */
export async function cgroupPath(run: RunId, pid: number): Promise<string | undefined> {
  const own = await (ownCgroup ??= findOwn().catch(() => undefined));
  return own === undefined ? undefined : join(own, `${PREFIX}${run}-${pid}`);
}

/** Makes the cgroup and moves a process into it. If the system refuses, the process is found in the other ways. */
export async function enterCgroup(path: string, pid: number): Promise<void> {
  try {
    mkdirSync(path);
    writeFileSync(join(path, PROCS), String(pid));
  } catch {
    await removeCgroup(path);
  }
}

/** The processes in a cgroup and those below it, as far as they can be seen from here. */
export async function processesInCgroup(path: string): Promise<readonly number[]> {
  const pids = unlessGone(() => readFileSync(join(path, PROCS), 'utf8'), '')
    .split('\n')
    .map(Number);
  const below = await Promise.all(foldersIn(path).map(processesInCgroup));
  return [...pids, ...below.flat()].filter(pid => pid > 0);
}

/** Removes a cgroup; processes still in it, which are meant to outlive the run, are moved to the parent cgroup. */
export async function removeCgroup(path: string, into = dirname(path)): Promise<void> {
  if (removeIfEmpty(path)) return;
  for (const folder of foldersIn(path)) await removeCgroup(folder, into);
  for (const pid of await processesInCgroup(path))
    unlessGone(() => writeFileSync(join(into, PROCS), String(pid)), undefined);
  // One that is gone, or that a process without rights has in use, is nothing to fail for.
  removeIfEmpty(path);
}

/** Removes a cgroup that has no process and no cgroup below it; whether it is removed. */
export function removeIfEmpty(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

const PROCS = 'cgroup.procs';

let ownCgroup: Promise<string | undefined> | undefined;

async function findOwn(): Promise<string | undefined> {
  const path = /^0::(.*)$/m.exec(await readFile('/proc/self/cgroup', 'utf8'))?.[1];
  const [root, mount] = cgroupMount(await readFile('/proc/self/mountinfo', 'utf8'));
  if (path === undefined || mount === undefined || root === undefined || !path.startsWith(root))
    return undefined;
  const own = join(mount, path.slice(root === '/' ? 0 : root.length));
  await access(own, constants.W_OK);
  await access(join(own, PROCS), constants.W_OK);
  const limits = await Promise.all(['memory.max', 'cpu.max'].map(async name => await textIn(own, name)));
  // A task's processes would not find in their cgroup what limits them all.
  return basename(own).startsWith(PREFIX) || limits.some(limit => !limit.startsWith('max')) ? undefined : own;
}

/** The prefix of these cgroups: a bottle inside one leaves its services in its own cgroup. */
const PREFIX = 'bottle-';

/** The root and the mount point of the second hierarchy (proc_pid_mountinfo(5)). */
function cgroupMount(mountinfo: string): readonly (string | undefined)[] {
  const line = mountinfo.split('\n').find(each => each.includes(' - cgroup2 '));
  return line?.split(' ').slice(3, 5) ?? [];
}

async function textIn(folder: string, name: string): Promise<string> {
  return await readFile(join(folder, name), 'utf8').catch(() => 'max');
}

function foldersIn(path: string): readonly string[] {
  // Its own two links, and one of each folder in it: one call, instead of reading a folder of sixty files.
  if (unlessGone(() => statSync(path).nlink, 0) === 2) return [];
  const entries = unlessGone(() => readdirSync(path, {withFileTypes: true}), []);
  return entries.filter(entry => entry.isDirectory()).map(({name}) => join(path, name));
}

/**
 * By one descriptor at a time, since a teardown may have no more. Without any, a cgroup must not pass for an empty one.
 */
function unlessGone<T>(use: () => T, otherwise: T): T {
  try {
    return use();
  } catch (error) {
    if (isOutOfDescriptors(error)) throw error;
    return otherwise;
  }
}
