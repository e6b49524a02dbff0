import type Dockerode from 'dockerode';
import {pauseUntil} from '../processes/backpressure.ts';
import {guarded} from '../processes/guarded-streams.ts';
import {frameSplitter, type OnPiece} from './frames.ts';

/**
 * Listens to a container that has been created and not started, so that its first line is heard, whatever its log driver
 * is. Settles once the engine has attached.
 *
 * @returns what settles when the container has ended and all of its output has come, or the connection broke
 */
export async function followOutput(
  container: Dockerode.Container,
  onPiece: OnPiece,
  {tty}: {readonly tty: boolean},
): Promise<{readonly over: Promise<void>}> {
  const stream = guarded(await container.attach({stream: true, stdout: true, stderr: true}));
  const over = new Promise<void>(resolve => {
    // Output that arrived before a connection broke is kept; whether the container is still running is determined elsewhere.
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve());
  });
  // A terminal has one output, without frames.
  const split = tty ? (chunk: Uint8Array) => onPiece('stdout', chunk) : frameSplitter(onPiece);
  stream.on('data', (chunk: Uint8Array) => pauseUntil(stream, split(chunk)));
  return {over};
}
