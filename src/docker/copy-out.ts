import {posix} from 'node:path';
import type Dockerode from 'dockerode';
import {pathInside, type CopyRequest} from '../channels/copy-request.ts';
import {hostProblem} from '../channels/host-problem.ts';
import {targetOnHost} from '../channels/target-on-host.ts';
import {unpack} from '../channels/unpack.ts';
import {ChannelError} from '../channels/channel.ts';
import {channelProblem} from './channel-problem.ts';
import {refuseMemory} from './refuse-memory.ts';
import {statInside} from './stat-inside.ts';

/**
 * Copies a file or folder out of a container as `target`. Modes are kept, and so are numeric owners if bottle runs as
 * root. Nothing is written outside `target`, whatever links the container has created.
 * @param target absolute
 * @throws ChannelError
 */
export async function copyOut(
  container: Dockerode.Container,
  {source, target, signal}: CopyRequest,
): Promise<void> {
  const inside = pathInside(source);
  try {
    // A link is followed, since the copy has its own name.
    const found = await statInside(container, inside, signal);
    if (!found) throw new ChannelError(`\`${inside}\` does not exist in the container`, 'request');
    await refuseMemory(container, found.path, signal);
    const to = await targetOnHost(target, found.type);
    const archive = await container.getArchive({path: found.path, abortSignal: signal});
    await unpack(archive, {name: posix.basename(found.path), target: to, signal});
  } catch (error) {
    throw hostProblem(error, target) ?? channelProblem(error);
  }
}
