import type {ExecOptions, ExecResult, TaskChannel, TerminalOptions} from '../../channels/channel.ts';
import type {Backpressure} from '../../processes/backpressure.ts';
import {firstBytes} from '../../processes/first-bytes.ts';
import {ownTerminal} from '../../processes/own-terminal.ts';
import {copyIn} from './copy-in.ts';
import {copyOut} from './copy-out.ts';
import {execInPod} from './exec-in-pod.ts';
import type {ExecInput} from './exec-session.ts';
import type {PodTarget} from './pod-target.ts';

/** The exec channel of a container of a pod. Copies need `sh` and `tar` in the container. */
export function podChannel(target: PodTarget): TaskChannel {
  return {
    tool: 'kubernetes',
    exec: async (argv, options) => await execCaptured(target, argv, options),
    execInTerminal: async (argv, options) => await execInTerminal(target, argv, options),
    copyIn: async (source, to, {signal}) => await copyIn(target, {source, target: to, signal}),
    copyOut: async (source, to, {signal}) => await copyOut(target, {source, target: to, signal}),
  };
}

async function execCaptured(
  target: PodTarget,
  argv: readonly string[],
  {onOutput, ...options}: ExecOptions,
): Promise<ExecResult> {
  const kept = {stdout: firstBytes(), stderr: firstBytes()};
  const code = await execInPod(target, {
    ...{...options, argv, tty: false, stdin: false, graceMs: 0},
    onOutput(stream, piece) {
      kept[stream].add(piece);
      return onOutput?.(stream, piece);
    },
  });
  return {code, stdout: kept.stdout.text(), stderr: kept.stderr.text()};
}

/** How long an interactive command has between SIGTERM and SIGKILL, to save the user's work. */
const GRACE_MS = 2_000;

/** Passes every key to the command, including Ctrl-C. The terminal is always restored. */
async function execInTerminal(
  target: PodTarget,
  argv: readonly string[],
  options: TerminalOptions,
): Promise<number> {
  const terminal = ownTerminal();
  const over = new AbortController();
  const connect = (input: ExecInput): void => {
    const onData = (piece: Uint8Array): void => void input.write(piece).catch(() => undefined);
    terminal.readInput({onData, onEnd: input.end}, over.signal);
    if (!terminal.isTerminal) return;
    const resize = (): void => input.resize(terminal.size());
    resize();
    terminal.onResize(resize, over.signal);
  };
  try {
    return await execInPod(target, {
      ...{...options, argv, tty: terminal.isTerminal, stdin: true, graceMs: GRACE_MS},
      onOutput: (stream, piece): Backpressure => terminal.write(stream, piece),
      onStart: connect,
    });
  } finally {
    over.abort();
  }
}
