import type {TaskChannel, ExecOptions, ExecResult} from '../channels/channel.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {copyIn} from './copy-in.ts';
import {copyOut} from './copy-out.ts';
import type {Engine} from './docker.ts';
import {execInTerminal} from './exec-in-terminal.ts';
import type {ExecTarget} from './exec-target.ts';
import {firstBytes} from '../processes/first-bytes.ts';
import {pauseUntil} from '../processes/backpressure.ts';
import {runInContainer, type ExecRequest} from './exec-session.ts';
import {frameSplitter} from './frames.ts';

/**
 * The exec channel of a container, over Docker's exec and archive API. It needs no shell in the container, except to kill a
 * command (see exec-kill.ts).
 */
export function containerChannel(engine: Engine, id: string, clock: Clock): TaskChannel {
  const way: ExecTarget = {engine, container: engine.api.getContainer(id), clock};
  return {
    tool: 'docker',
    exec: async (argv, options) => await execCaptured(way, argv, options),
    execInTerminal: async (argv, options) => await execInTerminal(way, argv, options),
    copyIn: async (source, target, {signal}) => await copyIn(way.container, {source, target, signal}),
    copyOut: async (source, target, {signal}) => await copyOut(way.container, {source, target, signal}),
  };
}

/** Runs a command in the container, and keeps the first part of its output. @throws ChannelError */
async function execCaptured(
  way: ExecTarget,
  argv: readonly string[],
  {signal, onOutput, ...options}: ExecOptions & Pick<ExecRequest, 'privileged'>,
): Promise<ExecResult> {
  const kept = {stdout: firstBytes(), stderr: firstBytes()};
  const split = frameSplitter((stream, piece) => {
    kept[stream].add(piece);
    return onOutput?.(stream, piece);
  });
  const code = await runInContainer(way, {
    ...{...options, argv, signal, stdin: false, graceMs: 0},
    onStream: stream => stream.on('data', (chunk: Uint8Array) => pauseUntil(stream, split(chunk))),
    firstOutput: () => kept.stdout.text(),
  });
  return {code, stdout: kept.stdout.text(), stderr: kept.stderr.text()};
}
