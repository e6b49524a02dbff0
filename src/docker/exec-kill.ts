import {readFile} from 'node:fs/promises';
import type Dockerode from 'dockerode';
import {signalCommand} from '../channels/exec-marker.ts';
import {killUntilEnd, type KillLimits, type KillSignal} from '../channels/kill-until-end.ts';
import type {ExecTarget} from './exec-target.ts';

/** A command to kill in a container. */
export interface Killing {
  readonly exec: Dockerode.Exec;
  /** The value of `MARKER` in its environment. */
  readonly marker: string;
  /** The user it runs as. Only this user, or one with more capabilities than a container has, can read its environment. */
  readonly user?: string;
  /** Settles when the command has ended. */
  readonly ended: Promise<unknown>;
}

/**
 * Kills a command in a container; the engine has no API for it. Another exec sends the signal, with the container's own
 * shell and `grep`. If they are missing and the engine is on this machine, the process is killed from the host. If both
 * fail (no shell and a remote engine, or no permission), the command runs until its container stops. Never rejects.
 */
export async function killExec(way: ExecTarget, killing: Killing, limits: KillLimits): Promise<void> {
  const send = async (name: KillSignal, signal: AbortSignal): Promise<boolean> =>
    await sendSignal(way, killing, name, signal);
  await killUntilEnd({clock: way.clock, ended: killing.ended, send}, limits);
}

async function sendSignal(
  way: ExecTarget,
  killing: Killing,
  name: KillSignal,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await killInside(way, killing, name, signal)) || (await killOutside(way, killing, name));
  } catch {
    // The container or the command may be gone; the end of the command shows that.
    return false;
  }
}

async function killInside(
  {container}: ExecTarget,
  {marker, user}: Killing,
  name: KillSignal,
  signal: AbortSignal,
): Promise<boolean> {
  const exec = await container.exec({
    Cmd: [...signalCommand(marker, name)],
    AttachStdout: true,
    ...(user !== undefined && {User: user}),
    abortSignal: signal,
  });
  const stream = await exec.start({hijack: true});
  signal.addEventListener('abort', () => stream.destroy(), {once: true});
  await new Promise(resolve => stream.once('close', resolve).once('error', resolve).resume());
  return (await exec.inspect()).ExitCode === 0;
}

/** Kills the process group of the pid that the engine reports, if that pid is certain to be on this machine. */
async function killOutside({engine}: ExecTarget, {exec}: Killing, name: KillSignal): Promise<boolean> {
  if (!engine.address.startsWith('unix:')) return false;
  const {Pid: pid, ContainerID: container} = await exec.inspect();
  // A pid on the engine's machine may belong to another process here; its control group identifies it.
  if (pid === 0 || !(await readFile(`/proc/${pid}/cgroup`, 'utf8')).includes(container)) return false;
  process.kill(-pid, `SIG${name}`);
  return true;
}
