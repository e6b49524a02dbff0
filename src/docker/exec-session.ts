import type {Duplex} from 'node:stream';
import type Dockerode from 'dockerode';
import {ChannelError} from '../channels/channel.ts';
import {MARKER} from '../channels/exec-marker.ts';
import type {KillLimits} from '../channels/kill-until-end.ts';
import {runKillable} from '../channels/run-killable.ts';
import {guarded} from '../processes/guarded-streams.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {channelProblem, startProblem} from './channel-problem.ts';
import {killExec, type Killing} from './exec-kill.ts';
import type {ExecTarget} from './exec-target.ts';

/** A command to run in a container. */
export interface ExecRequest extends KillLimits {
  readonly argv: readonly string[];
  readonly user?: string;
  readonly workdir?: string;
  /** Whether it is privileged. Default: like the container. */
  readonly privileged?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Rows and columns of its terminal, whose output is one stream without frames. Absent: no terminal. */
  readonly tty?: readonly [rows: number, columns: number];
  readonly stdin: boolean;
  readonly signal: AbortSignal;
  /** Called with the input and output of the command when it starts. `exec` is for resizing. */
  onStream(stream: Duplex, exec: Dockerode.Exec): void;
  /** The output so far; if the command could not be started, the engine's error message. */
  firstOutput(): string;
}

/** Runs a command in the container until it exits, and returns its exit code. @throws ChannelError */
export async function runInContainer(way: ExecTarget, request: ExecRequest): Promise<number> {
  const {signal, user} = request;
  return await runKillable({
    signal,
    problemOf: channelProblem,
    async begin(marker, over) {
      const exec = await create(way, request, marker);
      const ended = untilEnd(way, exec, request, over);
      const killing: Killing = {exec, marker, ended, ...(user !== undefined && {user})};
      return {
        ended,
        kill: async () => await killExec(way, killing, request),
        async accept(code) {
          if (code === SIGKILL_CODE) await throwIfStopped(way, over);
        },
      };
    },
  });
}

async function create(
  {container}: ExecTarget,
  request: ExecRequest,
  marker: string,
): Promise<Dockerode.Exec> {
  const {argv, user, workdir, privileged, env = {}, tty, stdin, signal} = request;
  return await container.exec({
    Cmd: [...argv],
    Env: Object.entries({...env, [MARKER]: marker}).map(([name, value]) => `${name}=${value}`),
    AttachStdin: stdin,
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty !== undefined,
    // Engines before API 1.42 ignore it; their commands get the size after the start, with SIGWINCH.
    ...(tty && {ConsoleSize: [...tty]}),
    ...(user !== undefined && {User: user}),
    ...(workdir !== undefined && {WorkingDir: workdir}),
    ...(privileged !== undefined && {Privileged: privileged}),
    abortSignal: signal,
  });
}

/** `over` fires when the result is no longer needed. */
async function untilEnd(
  way: ExecTarget,
  exec: Dockerode.Exec,
  request: ExecRequest,
  over: AbortSignal,
): Promise<number> {
  const stream = guarded(
    await exec.start({hijack: true, stdin: request.stdin, Tty: request.tty !== undefined}),
  );
  const close = (): void => void stream.destroy();
  over.addEventListener('abort', close, {once: true});
  const closed = new Promise<void>(resolve => {
    stream
      .once('end', resolve)
      .once('close', resolve)
      .once('error', () => resolve());
  });
  request.onStream(stream, exec);
  await closed;
  const {code, pid} = await exitOf(exec, way.clock, over);
  // If a program cannot be started, the engine writes the reason to its output.
  if (pid === 0 && (code === 126 || code === 127))
    throw new ChannelError(startProblem(request.firstOutput()), 'request');
  return code;
}

/**
 * The result of an exec. Its stream may end a moment before the engine records the exit, and no request waits for that
 * (https://github.com/moby/moby/issues/34096), so this polls.
 */
async function exitOf(
  exec: Dockerode.Exec,
  clock: Clock,
  over: AbortSignal,
): Promise<{code: number; pid: number}> {
  for (;;) {
    const {Running: running, ExitCode: code, Pid: pid} = await exec.inspect();
    if (code !== null && !running) return {code, pid};
    if (!running || over.aborted) throw new ChannelError('the connection to the command was lost');
    await clock.sleep(POLL_MS, over);
  }
}

const POLL_MS = 20;

/** 128 + SIGKILL. */
const SIGKILL_CODE = 137;

/**
 * Throws if the container has stopped, since the exit code then says nothing about the command. The engine records the
 * command's end first, so the container gets a moment to follow.
 */
async function throwIfStopped({container, clock}: ExecTarget, over: AbortSignal): Promise<void> {
  const until = clock.now() + FOLLOW_MS;
  for (;;) {
    const {State: state} = await container.inspect();
    if (!state.Running || state.Restarting)
      throw new ChannelError('the container stopped while the command was running');
    if (clock.now() >= until || over.aborted) return;
    await clock.sleep(POLL_MS, over);
  }
}

/** Measured on Docker 20.10 with two busy cores: 110 to 200 ms. */
const FOLLOW_MS = 1_000;
