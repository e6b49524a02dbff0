import {realpath, stat} from 'node:fs/promises';
import {posix} from 'node:path';
import {ChannelError} from '../../channels/channel.ts';
import {otherType, pathInside, type CopyRequest} from '../../channels/copy-request.ts';
import {hostProblem} from '../../channels/host-problem.ts';
import {pack} from '../../channels/pack.ts';
import {podProblem, runExec, type ExecInput} from './exec-session.ts';
import type {PodTarget} from './pod-target.ts';
import {statInPod} from './stat-in-pod.ts';
import {tarProblem} from './tar-problem.ts';

/**
 * Copies a file or folder into a container as `target`. Modes are kept, and so are numeric owners if the container runs
 * as root. The container's own `tar` unpacks an archive.
 * @throws ChannelError
 */
export async function copyIn(pod: PodTarget, {source, target, signal}: CopyRequest): Promise<void> {
  const inside = pathInside(target);
  try {
    // A link is followed, since the copy has its own name.
    const from = await realpath(source);
    const isFolder = (await stat(from)).isDirectory();
    const {type, path} = await statInPod(pod, inside, signal);
    if (type !== 'none' && (type === 'folder') !== isFolder)
      throw otherType(`\`${path}\` in the container`, isFolder);
    await unpackInside(pod, await pack(from, posix.basename(path)), {folder: posix.dirname(path), signal});
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw hostProblem(error, source) ?? podProblem(error);
  }
}

const UNPACK = 'mkdir -p "$1" && exec tar -xpf - -C "$1"';

async function unpackInside(
  pod: PodTarget,
  archive: AsyncIterable<Uint8Array> & {destroy(): unknown},
  {folder, signal}: {readonly folder: string; readonly signal: AbortSignal},
): Promise<void> {
  const over = new AbortController();
  const abort = (): void => over.abort(signal.reason);
  signal.addEventListener('abort', abort, {once: true, signal: over.signal});
  let words = '';
  const send = async (input: ExecInput): Promise<void> => {
    try {
      for await (const piece of archive) await input.write(piece);
      input.end();
    } catch (error) {
      // The host's files cannot be read, or the connection has ended and reports its own error.
      over.abort(error);
    }
  };
  try {
    const code = await runExec(pod, {
      ...{argv: ['sh', '-c', UNPACK, 'sh', folder], tty: false, stdin: true, signal: over.signal},
      onOutput(_stream, piece) {
        words += Buffer.from(piece).toString('utf8');
        return undefined;
      },
      onStart: input => void send(input),
    });
    if (code !== 0) throw new ChannelError(tarProblem(words, code), 'request');
  } finally {
    archive.destroy();
    over.abort();
  }
}
