import type Dockerode from 'dockerode';
import {ChannelError} from '../channels/channel.ts';

/**
 * Rejects a path in a tmpfs mount: the engine would copy to or from the folder below the mount, which the container
 * does not see (https://docs.docker.com/reference/cli/docker/container/cp/, "Corner cases").
 * @throws ChannelError
 */
export async function refuseMemory(
  container: Dockerode.Container,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const {HostConfig: config, Mounts: mounts} = await container.inspect({abortSignal: signal});
  const inMemory = [
    ...Object.keys(config.Tmpfs ?? {}),
    ...mounts.filter(({Type}) => Type === 'tmpfs').map(({Destination}) => Destination),
  ];
  const mount = inMemory.find(each => path === each || path.startsWith(`${each.replace(/\/$/, '')}/`));
  if (mount === undefined) return;
  const next = 'use an `exec` task';
  throw new ChannelError(`\`${mount}\` is a tmpfs, which Docker cannot copy to or from; ${next}`, 'request');
}
