import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {BUSYBOX} from './docker.ts';
import {privateDockerd} from './private-dockerd.ts';
import {sshServer} from './ssh-server.ts';
import {temporaryDirectory, type WhenOver} from './temporary-directory.ts';

/**
 * Starts an engine with {@link BUSYBOX} that can only be reached over ssh, as on another machine. Returns the
 * environment variables for bottle.
 *
 * @param confines whether its internal networks are isolated
 */
export async function farMachine(
  whenOver: WhenOver,
  {confines = false}: {readonly confines?: boolean} = {},
): Promise<Readonly<Record<string, string>>> {
  const home = await temporaryDirectory(whenOver);
  const pid = await privateDockerd({home, confines, whenOver});
  const socket = `unix://${home}/docker.sock`;
  await promisify(execFile)('sh', ['-ec', `docker save ${BUSYBOX} | docker -H ${socket} load`]);
  const {env, port} = await sshServer({
    inNetworkOf: pid,
    whenOver,
    variables: {DOCKER_HOST: socket},
  });
  return {...env, DOCKER_HOST: `ssh://root@127.0.0.1:${port}`};
}
