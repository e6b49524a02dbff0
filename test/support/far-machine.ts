import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {BUSYBOX} from './docker.ts';
import {privateDockerd} from './private-dockerd.ts';
import {sshServer} from './ssh-server.ts';
import {temporaryDirectory, type WhenOver} from './temporary-directory.ts';

/**
 * Starts an engine, with {@link BUSYBOX}, on what is another machine as far as the network is concerned: it is reached by ssh, and in
 * no other way. Returns the environment in which bottle finds it.
 *
 * @param confines whether its internal networks are tight
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
