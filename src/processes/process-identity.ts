import {readFileSync, readlinkSync} from 'node:fs';
import {isGone, parseStat} from './proc-stat.ts';
import {shortCommand} from './short-command.ts';

/** One particular process, now and after its end: a pid alone is given away again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system says it; only ever compared for equality, on one boot of one machine. */
  readonly startTime: string;
}

/** A process, distinct from every other process of this machine, past or future. */
export interface ProcessPlace extends ProcessIdentity {
  /** '' if it is not known. */
  readonly bootId: string;
  /** The namespace in which `pid` is its number; '' if there are none. */
  readonly pidNamespace: string;
}

/** The boot and the pid namespace of this process. */
export type Here = Pick<ProcessPlace, 'bootId' | 'pidNamespace'>;

/** The identity of the living process `pid`; `undefined` when there is none. A zombie counts as gone. */
export async function identify(pid: number, host: Host = thisHost): Promise<ProcessIdentity | undefined> {
  const status = await processStatus(pid, host);
  return status && {pid, startTime: status.startTime};
}

/** Whether that very process still lives. */
export async function isSame(identity: ProcessIdentity, host: Host = thisHost): Promise<boolean> {
  const now = await processStatus(identity.pid, host);
  return now?.startTime === identity.startTime;
}

/** The facts of the system about a living process. */
export interface ProcessStatus {
  readonly startTime: string;
  /** The id of its process group. */
  readonly pgid: number;
}

/** The status of the living process `pid`; `undefined` when there is none. A zombie counts as gone. */
export async function processStatus(pid: number, host: Host = thisHost): Promise<ProcessStatus | undefined> {
  return host.platform === 'linux' ? statusFromProc(pid, host) : await statusFromPs(pid, host);
}

/**
 * An id of the current boot; '' if it cannot be determined. On macOS it is the boot session and not `kern.boottime`, which
 * moves with every correction of the clock, so that a living process would seem to be from another boot
 * (https://github.com/firelock-ai/kin/pull/653).
 */
export async function bootId(host: Host = thisHost): Promise<string> {
  const id =
    host.platform === 'linux'
      ? unlessMissing(() => host.readFile('/proc/sys/kernel/random/boot_id'))
      : await unlessFailed(host.run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']));
  return id?.trim() ?? '';
}

/** The id of the pid namespace that this process is in; '' if there are none. Pids mean nothing across namespaces. */
export async function pidNamespace(host: Host = thisHost): Promise<string> {
  if (host.platform !== 'linux') return '';
  return unlessMissing(() => host.readLink('/proc/self/ns/pid')) ?? '';
}

let known: Promise<Here> | undefined;

/** The boot and the pid namespace of this process, which never change. */
export async function bootAndNamespace(): Promise<Here> {
  known ??= Promise.all([bootId(), pidNamespace()]).then(([boot, namespace]) => ({
    bootId: boot,
    pidNamespace: namespace,
  }));
  return await known;
}

/** Access to the operating system; tests pass that of another one. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readFile(path: string): string;
  readLink(path: string): string;
  /** The output of the program; rejects with `code` 1 if that was its exit code. */
  run(program: string, args: readonly string[]): Promise<string>;
}

const thisHost: Host = {
  platform: process.platform,
  // Not asynchronously: then each of many reads at the same time would hold a descriptor, and these files take no waiting.
  readFile: path => readFileSync(path, 'utf8'),
  readLink: path => readlinkSync(path),
  run: async (program, args) => {
    // `ps` writes times in the time zone and language of its environment, which must not differ between two callers.
    const {code, stdout} = await shortCommand([program, ...args], {env: {LC_ALL: 'C', TZ: 'UTC0'}});
    if (code !== 0) throw Object.assign(new Error(`${program} exited with code ${code}`), {code});
    return stdout;
  },
};

function statusFromProc(pid: number, host: Host): ProcessStatus | undefined {
  const text = unlessMissing(() => host.readFile(`/proc/${pid}/stat`));
  const seen = parseStat(text ?? '', 0);
  return seen && {startTime: seen.startTime, pgid: seen.group};
}

async function statusFromPs(pid: number, host: Host): Promise<ProcessStatus | undefined> {
  const columns = ['state', 'pgid', 'lstart'].flatMap(column => ['-o', `${column}=`]);
  const text = await unlessFailed(host.run('/bin/ps', [...columns, '-p', String(pid)]));
  const [state, pgid, ...startTime] = text?.trim().split(/\s+/) ?? [];
  if (startTime.length === 0 || isGone(state)) return undefined;
  return {startTime: startTime.join(' '), pgid: Number(pgid)};
}

/** `undefined` for a file that is not there, or of a process that goes away while it is read (ESRCH). */
function unlessMissing(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, ['ENOENT', 'ESRCH'])) return undefined;
    throw error;
  }
}

/** `undefined` when the program exited with code 1: `ps` knows no such process, `sysctl` no such name. */
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
