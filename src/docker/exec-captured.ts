import type {ExecOptions, ExecResult} from '../channels/channel.ts';
import {firstBytes} from '../processes/first-bytes.ts';
import {pauseUntil} from '../processes/backpressure.ts';
import {runInContainer, type ExecRequest} from './exec-session.ts';
import {type ExecTarget} from './exec-target.ts';
import {frameSplitter} from './frames.ts';

/** Runs a command inside, keeping the beginning of what it writes. @throws ChannelError */
export async function execCaptured(
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
