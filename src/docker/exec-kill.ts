import {readFile} from 'node:fs/promises';
import type Dockerode from 'dockerode';
import type {ExecTarget} from './exec-target.ts';

/** Set in the environment of every command that bottle runs inside, to find the command and its children. */
export const MARKER = 'BOTTLE_EXEC';

/** A command inside that is to be killed. */
export interface Killing {
  readonly exec: Dockerode.Exec;
  /** The value of {@link MARKER} in its environment. */
  readonly marker: string;
  /** Whom it runs as; only the same user (or one with more capabilities than a container has) sees its environment. */
  readonly user?: string;
  /** Settles when the command has ended, one way or the other. */
  readonly ended: Promise<unknown>;
}

/** How long to go on with SIGKILL: the command may be about to start only, and a busy machine takes its time. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 100;

/**
 * Kills a command inside a container, for which the engine has no call. Another exec does it, with the container's own
 * shell and `grep`; where there are none, and the engine is on this machine, its process is killed from outside. Where
 * neither can be (no shell and a remote engine, or no rights) it goes on until its container ends. Never rejects.
 */
export async function killExec(way: ExecTarget, killing: Killing, graceMs: number): Promise<void> {
  if (graceMs > 0 && (await signalUntilEnd(way, killing, {name: 'TERM', forMs: graceMs}))) return;
  await signalUntilEnd(way, killing, {name: 'KILL', forMs: PATIENCE_MS});
}

interface Signalling {
  readonly name: 'TERM' | 'KILL';
  readonly forMs: number;
}

/** Whether it has ended in time. SIGTERM is sent until it was received once: programs count them. */
async function signalUntilEnd(
  way: ExecTarget,
  killing: Killing,
  {name, forMs}: Signalling,
): Promise<boolean> {
  const {clock} = way;
  const deadline = clock.deadline(forMs);
  const over = new AbortController();
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
    over.abort();
  };
  killing.ended.then(end, end);
  deadline.signal.addEventListener('abort', () => over.abort(), {once: true});
  const send = async (): Promise<void> => {
    let received = false;
    while (!over.signal.aborted) {
      if (!received || name === 'KILL') received = await sendSignal(way, killing, name, over.signal);
      await clock.sleep(PAUSE_MS, over.signal);
    }
  };
  await Promise.race([
    send(),
    new Promise(resolve => over.signal.addEventListener('abort', resolve, {once: true})),
  ]);
  deadline.cancel();
  over.abort();
  return hasEnded;
}

async function sendSignal(
  way: ExecTarget,
  killing: Killing,
  name: Signalling['name'],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await killInside(way, killing, name, signal)) || (await killOutside(way, killing, name));
  } catch {
    // The container and the command may be gone; the end of the command shows it.
    return false;
  }
}

/** Ends with 0 when it has sent the signal `$2` to a process that has the marker `$1` in its environment. */
const SCRIPT = `
found=1
for process in /proc/[0-9]*; do
  grep -qs "${MARKER}=$1" "$process/environ" && kill "-$2" "\${process#/proc/}" && found=0
done
exit $found`;

async function killInside(
  {container}: ExecTarget,
  {marker, user}: Killing,
  name: Signalling['name'],
  signal: AbortSignal,
): Promise<boolean> {
  const exec = await container.exec({
    Cmd: ['sh', '-c', SCRIPT, 'sh', marker, name],
    AttachStdout: true,
    ...(user !== undefined && {User: user}),
    abortSignal: signal,
  });
  const stream = await exec.start({hijack: true});
  signal.addEventListener('abort', () => stream.destroy(), {once: true});
  await new Promise(resolve => stream.once('close', resolve).once('error', resolve).resume());
  return (await exec.inspect()).ExitCode === 0;
}

/** By the pid that the engine knows: it leads a process group of its own. Only where it is surely the same machine's. */
async function killOutside(
  {engine}: ExecTarget,
  {exec}: Killing,
  name: Signalling['name'],
): Promise<boolean> {
  if (!engine.address.startsWith('unix:')) return false;
  const {Pid: pid, ContainerID: container} = await exec.inspect();
  // A pid on the engine's machine may belong to another process here; its control group identifies it.
  if (pid === 0 || !(await readFile(`/proc/${pid}/cgroup`, 'utf8')).includes(container)) return false;
  process.kill(-pid, `SIG${name}`);
  return true;
}
