import type {ExecOptions, ExecResult} from '../probes/exec-channel.ts';
import {runInContainer, type ContainerWay} from './exec-session.ts';
import {frameSplitter} from './frames.ts';

/** Runs a command inside, keeping the beginning of what it writes. @throws ChannelError */
export async function execCaptured(
  way: ContainerWay,
  argv: readonly string[],
  {signal, onOutput, ...options}: ExecOptions,
): Promise<ExecResult> {
  const kept = {stdout: beginning(), stderr: beginning()};
  const split = frameSplitter((stream, piece) => {
    kept[stream].add(piece);
    onOutput?.(stream, piece);
  });
  const code = await runInContainer(way, {
    ...{...options, argv, signal, stdin: false, graceMs: 0},
    onStream: stream => stream.on('data', split),
    firstWords: () => kept.stdout.text(),
  });
  return {code, stdout: kept.stdout.text(), stderr: kept.stderr.text()};
}

const MAX_BYTES = 1024 * 1024;

function beginning() {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  return {
    add(piece: Uint8Array): void {
      if (bytes < MAX_BYTES) pieces.push(piece);
      bytes += piece.length;
    },
    text: (): string => Buffer.concat(pieces).subarray(0, MAX_BYTES).toString('utf8'),
  };
}
