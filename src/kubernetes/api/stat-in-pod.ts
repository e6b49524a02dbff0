import {ChannelError} from '../../channels/channel.ts';
import {runExec} from './exec-session.ts';
import type {PodTarget} from './pod-target.ts';

/** The type of a file in the container, with links followed. */
export interface PathInPod {
  readonly type: 'folder' | 'other' | 'none';
  /** The path itself, or the target of the link. */
  readonly path: string;
}

const SCRIPT = `
command -v tar > /dev/null 2>&1 || { echo no tar; exit; }
path=$(readlink -f "$1" 2> /dev/null) && [ -n "$path" ] || path=$1
if [ -d "$path" ]; then type=folder; elif [ -e "$path" ]; then type=other; else type=none; fi
printf '%s\\n%s' "$type" "$path"`;

/** @throws ChannelError if the container has no `sh` or no `tar`, both of which copies need */
export async function statInPod(pod: PodTarget, path: string, signal: AbortSignal): Promise<PathInPod> {
  const pieces: Uint8Array[] = [];
  try {
    await runExec(pod, {
      ...{argv: ['sh', '-c', SCRIPT, 'sh', path], tty: false, stdin: false, signal},
      onOutput(stream, piece) {
        if (stream === 'stdout') pieces.push(piece);
        return undefined;
      },
    });
  } catch (error) {
    if (error instanceof ChannelError && error.blame === 'request') throw missing('sh');
    throw error;
  }
  const [, type, found = path] =
    /^(folder|other|none)\n(.*)$/s.exec(Buffer.concat(pieces).toString('utf8')) ?? [];
  if (type !== 'folder' && type !== 'other' && type !== 'none') throw missing('tar');
  return {type, path: found};
}

function missing(program: string): ChannelError {
  const why = `the container has no \`${program}\`: in a cluster, copies need \`sh\` and \`tar\` in the image`;
  return new ChannelError(why, 'request');
}
