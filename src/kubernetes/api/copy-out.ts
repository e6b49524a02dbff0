import {posix} from 'node:path';
import {PassThrough} from 'node:stream';
import {ChannelError} from '../../channels/channel.ts';
import {pathInside, type CopyRequest} from '../../channels/copy-request.ts';
import {hostProblem} from '../../channels/host-problem.ts';
import {targetOnHost} from '../../channels/target-on-host.ts';
import {unpack} from '../../channels/unpack.ts';
import type {Backpressure} from '../../processes/backpressure.ts';
import {guarded} from '../../processes/guarded-streams.ts';
import {asError} from '../../vocabulary/caught-error.ts';
import {podProblem, runExec} from './exec-session.ts';
import type {PodTarget} from './pod-target.ts';
import {statInPod} from './stat-in-pod.ts';
import {isChangedFile, tarProblem} from './tar-problem.ts';

/**
 * Copies a file or folder out of a container as `target`. Modes are kept, and so are numeric owners if bottle runs as
 * root. Nothing is written outside `target`, whatever links the container has created.
 * @param target absolute
 * @throws ChannelError
 */
export async function copyOut(pod: PodTarget, {source, target, signal}: CopyRequest): Promise<void> {
  const inside = pathInside(source);
  try {
    // A link is followed, since the copy has its own name.
    const {type, path} = await statInPod(pod, inside, signal);
    if (type === 'none') throw new ChannelError(`\`${inside}\` does not exist in the container`, 'request');
    const to = await targetOnHost(target, type);
    await packInside(pod, path, {target: to, signal});
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw hostProblem(error, target) ?? podProblem(error);
  }
}

/** Run by the shell, which may have a built-in `tar`, as in busybox. */
const PACK = 'exec tar -cf - -C "$1" "$2"';

async function packInside(
  pod: PodTarget,
  path: string,
  {target, signal}: {readonly target: string; readonly signal: AbortSignal},
): Promise<void> {
  // The `./` protects a name that begins with a dash.
  const name = `./${posix.basename(path)}`;
  const over = new AbortController();
  const abort = (): void => over.abort(signal.reason);
  signal.addEventListener('abort', abort, {once: true, signal: over.signal});
  const archive = guarded(new PassThrough());
  const write = writerTo(archive);
  let words = '';
  const packing = runExec(pod, {
    ...{argv: ['sh', '-c', PACK, 'sh', posix.dirname(path), name], tty: false, stdin: false},
    signal: over.signal,
    onOutput(stream, piece) {
      if (stream === 'stdout') {
        return write(piece);
      }
      words += Buffer.from(piece).toString('utf8');
      return undefined;
    },
  }).then(code => {
    if (code !== 0 && !isChangedFile(words, code)) throw new ChannelError(tarProblem(words, code), 'request');
    archive.end();
  });
  packing.catch((error: unknown) => archive.destroy(asError(error)));
  try {
    await unpack(archive, {name, target, signal});
    await packing;
  } catch (error) {
    over.abort(error);
    throw error;
  }
}

/** More pieces may arrive after the buffer is full; all of them wait for the same `drain` event. */
function writerTo(archive: PassThrough): (piece: Uint8Array) => Backpressure {
  let wanted: Backpressure;
  let resume = (): void => undefined;
  const onWanted = (): void => {
    wanted = undefined;
    resume();
  };
  archive.on('drain', onWanted).on('close', onWanted);
  return piece => {
    if (archive.write(piece)) return undefined;
    return (wanted ??= new Promise<void>(resolve => (resume = resolve)));
  };
}
