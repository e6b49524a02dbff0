import {readFileSync, readlinkSync} from 'node:fs';
import {isOutOfDescriptors} from './expected-error.ts';
import {isGone, parseStat} from './proc-stat.ts';
import {runSystemTool} from './run-system-tool.ts';

/** Identifies one process, even after its end. A pid alone is not enough, because pids are reused. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The start time in the system's format. Compare it only for equality, and only within one boot of one machine. */
  readonly startTime: string;
}

/** Identifies one process among all past and future processes of this machine. */
export interface ProcessPlace extends ProcessIdentity {
  /** '' if unknown. */
  readonly bootId: string;
  /** The pid namespace of `pid`; '' if the system has none. */
  readonly pidNamespace: string;
}

/** The boot and the pid namespace of this process. */
export type Here = Pick<ProcessPlace, 'bootId' | 'pidNamespace'>;

/** The identity of the live process `pid`; `undefined` if there is none. Zombies do not count. */
export async function identify(pid: number, host: Host = thisHost): Promise<ProcessIdentity | undefined> {
  const status = await processStatus(pid, host);
  return status && {pid, startTime: status.startTime};
}

/** Whether exactly this process is still alive. */
export async function isSame(identity: ProcessIdentity, host: Host = thisHost): Promise<boolean> {
  const now = await processStatus(identity.pid, host);
  return now?.startTime === identity.startTime;
}

/** For a wait that checks again: without descriptors to find out, the process counts as alive. */
export async function mayBeAlive(identity: ProcessIdentity, host: Host = thisHost): Promise<boolean> {
  try {
    return await isSame(identity, host);
  } catch (error) {
    if (isOutOfDescriptors(error)) return true;
    throw error;
  }
}

/** The status of a live process. */
export interface ProcessStatus {
  readonly startTime: string;
  /** The pid of its parent. */
  readonly parent: number;
  /** The id of its process group. */
  readonly pgid: number;
}

/** The status of the live process `pid`; `undefined` if there is none. Zombies do not count. */
export async function processStatus(pid: number, host: Host = thisHost): Promise<ProcessStatus | undefined> {
  return host.platform === 'linux' ? statusFromProc(pid, host) : await statusFromPs(pid, host);
}

/**
 * The id of the current boot; '' if it cannot be determined. On macOS it is the boot session UUID. `kern.boottime` changes with every
 * clock correction, so a live process would seem to be from another boot (https://github.com/firelock-ai/kin/pull/653).
 */
export async function bootId(host: Host = thisHost): Promise<string> {
  const id =
    host.platform === 'linux'
      ? unlessMissing(() => host.readFile('/proc/sys/kernel/random/boot_id'))
      : await unlessFailed(host.run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']));
  return id?.trim() ?? '';
}

/** The id of this process's pid namespace; '' if the system has none. A pid is meaningless in any other namespace. */
export async function pidNamespace(host: Host = thisHost): Promise<string> {
  if (host.platform !== 'linux') return '';
  return unlessMissing(() => host.readLink('/proc/self/ns/pid')) ?? '';
}

let known: Promise<Here> | undefined;

/** The boot and the pid namespace of this process, which never change. */
export function bootAndNamespace(): Promise<Here> {
  // Without a promise for each call, because every start and stop of a process calls it.
  known ??= Promise.all([bootId(), pidNamespace()]).then(([boot, namespace]) => ({
    bootId: boot,
    pidNamespace: namespace,
  }));
  return known;
}

/** Access to the operating system. Tests replace it. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readFile(path: string): string;
  readLink(path: string): string;
  /** The output of the program. If it exits with code 1, the error has `code` 1. */
  run(program: string, args: readonly string[]): Promise<string>;
}

const thisHost: Host = {
  platform: process.platform,
  // Synchronous: concurrent asynchronous reads would each hold a descriptor, and reading these files never blocks.
  readFile: path => readFileSync(path, 'utf8'),
  readLink: path => readlinkSync(path),
  run: async (program, args) => {
    // `ps` prints times in the time zone and language of its environment, which must be the same for all callers.
    const {code, stdout} = await runSystemTool([program, ...args], {env: {LC_ALL: 'C', TZ: 'UTC0'}});
    if (code !== 0) throw Object.assign(new Error(`${program} exited with code ${code}`), {code});
    return stdout;
  },
};

function statusFromProc(pid: number, host: Host): ProcessStatus | undefined {
  const text = unlessMissing(() => host.readFile(`/proc/${pid}/stat`));
  const seen = parseStat(text ?? '', 0);
  return seen && {startTime: seen.startTime, parent: seen.parent, pgid: seen.group};
}

async function statusFromPs(pid: number, host: Host): Promise<ProcessStatus | undefined> {
  const columns = ['state', 'ppid', 'pgid', 'lstart'].flatMap(column => ['-o', `${column}=`]);
  const text = await unlessFailed(host.run('/bin/ps', [...columns, '-p', String(pid)]));
  const [state, parent, pgid, ...startTime] = text?.trim().split(/\s+/) ?? [];
  if (startTime.length === 0 || isGone(state)) return undefined;
  return {startTime: startTime.join(' '), parent: Number(parent), pgid: Number(pgid)};
}

/** `undefined` if the file does not exist, or if the process exits during the read (ESRCH). */
function unlessMissing(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, ['ENOENT', 'ESRCH'])) return undefined;
    throw error;
  }
}

/** `undefined` if the program exits with code 1: `ps` knows no such process, or `sysctl` no such name. */
async function unlessFailed(output: Promise<string>): Promise<string | undefined> {
  try {
    return await output;
  } catch (error) {
    if (hasCode(error, [1])) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, codes: readonly unknown[]): boolean {
  return codes.includes((error as {readonly code?: unknown}).code);
}
