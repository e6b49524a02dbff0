import {ChannelError, type ExecOptions} from '../../channels/channel.ts';
import {signalCommand} from '../../channels/exec-marker.ts';
import {killUntilEnd, type KillLimits, type KillSignal} from '../../channels/kill-until-end.ts';
import {runKillable} from '../../channels/run-killable.ts';
import {podProblem, runExec, type ExecSession} from './exec-session.ts';
import {wrapped, wrapperProblem} from './exec-wrapper.ts';
import {getObject} from './objects.ts';
import type {PodTarget} from './pod-target.ts';
import {resources} from './resource.ts';

/** A command to run in a container of a pod. */
export interface ExecRequest
  extends
    Pick<ExecSession, 'argv' | 'tty' | 'stdin' | 'onOutput' | 'onStart' | 'signal'>,
    Pick<ExecOptions, 'user' | 'workdir' | 'env'>,
    KillLimits {}

/**
 * Runs a command in a container until it exits, and returns its exit code. If the signal fires, the command is killed
 * with the container's own shell and `grep`; if they are missing, it runs until the container ends.
 * @throws ChannelError
 */
export async function execInPod(target: PodTarget, request: ExecRequest): Promise<number> {
  const {signal} = request;
  return await runKillable({
    signal,
    problemOf: podProblem,
    async begin(marker, over) {
      const ended = runMarked(target, request, marker, over);
      const send = async (name: KillSignal, limit: AbortSignal): Promise<boolean> =>
        await sendSignal(target, marker, name, limit);
      return await Promise.resolve({
        ended,
        kill: async () => await killUntilEnd({clock: target.client.clock, ended, send}, request),
        async accept(code: number) {
          if (code === SIGKILL_CODE) await throwIfStopped(target, signal);
        },
      });
    },
  });
}

/** @param over closes the connection without ending the command */
async function runMarked(
  target: PodTarget,
  request: ExecRequest,
  marker: string,
  over: AbortSignal,
): Promise<number> {
  const {argv, workdir, env, tty} = request;
  try {
    return await runWrapped(target, request, marker, over);
  } catch (error) {
    if (!hasNoShell(error)) throw error;
    if (workdir !== undefined || Object.keys(env ?? {}).length > 0)
      throw new ChannelError('the container has no `sh`, which `workdir` and `env` need', 'request');
    return await runExec(target, {...request, ...{argv, tty, signal: over}});
  }
}

async function runWrapped(
  target: PodTarget,
  {onOutput, onStart, ...request}: ExecRequest,
  marker: string,
  over: AbortSignal,
): Promise<number> {
  const {argv, input} = wrapped(request.argv, {...request, marker});
  let first: string | undefined;
  const code = await runExec(target, {
    ...{argv, tty: request.tty, stdin: request.stdin || input !== undefined, signal: over},
    onOutput(stream, piece) {
      if (stream === 'stderr' || request.tty) first ??= Buffer.from(piece).toString('utf8');
      return first?.startsWith(marker) ? undefined : onOutput(stream, piece);
    },
    onStart(start) {
      if (input !== undefined) void start.write(Buffer.from(input)).catch(() => undefined);
      onStart?.(start);
    },
  });
  const problem = wrapperProblem(marker, first ?? '', request);
  if (problem) throw problem;
  return code;
}

/** Matches the messages of containerd and CRI-O if `sh` does not exist. */
function hasNoShell(error: unknown): boolean {
  return error instanceof ChannelError && /exec: "sh": |"sh": executable file not found/.test(error.message);
}

/** 128 + SIGKILL. */
const SIGKILL_CODE = 137;

/** How long the state of a pod may lag behind its processes; a kubelet checks its containers every second. */
const FOLLOW_MS = 3_000;
const POLL_MS = 100;

/** Throws if the container has stopped, since the exit code then says nothing about the command. */
async function throwIfStopped({client, ...target}: PodTarget, signal: AbortSignal): Promise<void> {
  const {clock} = client;
  const until = clock.now() + FOLLOW_MS;
  for (;;) {
    const {metadata, status} = await getObject(client, resources.pods, {
      ...{namespace: target.namespace, name: target.pod, signal},
    });
    const state = status?.containerStatuses?.find(({name}) => name === target.container)?.state;
    if (state?.terminated || metadata?.deletionTimestamp)
      throw new ChannelError('the container stopped while the command was running');
    if (clock.now() >= until) return;
    await clock.sleep(POLL_MS, signal);
  }
}

async function sendSignal(
  target: PodTarget,
  marker: string,
  name: KillSignal,
  signal: AbortSignal,
): Promise<boolean> {
  const argv = signalCommand(marker, name);
  try {
    return (await runExec(target, {argv, tty: false, stdin: false, signal, onOutput: () => undefined})) === 0;
  } catch {
    // The container or the command may be gone; the end of the command shows that.
    return false;
  }
}
