import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {freePort} from '../support/listen.ts';
import {launchFolder} from './launch-here.ts';

const SERVES = 'mkdir -p /www; echo page > /www/index.html; exec httpd -f -p 8080 -h /www';

withEngine('a service on a port of a container', () => {
  test.each(['', '0.0.0.0:'])('can be probed through a container that it needs: %s', async address => {
    const port = await freePort();
    const folder = await launchFolder();
    const gateway = {
      image: BUSYBOX,
      command: ['sh', '-c', SERVES],
      ports: [`${address}${port}:8080`],
      grace: '0s',
    };
    const launch = await folder.launch({
      tasks: {
        gateway: {container: gateway, ready: {port: 8080}},
        app: {needs: ['gateway'], serve: 'sleep 600', ready: [{http: `http://localhost:${port}/`}, {port}]},
      },
    });
    await launch.event('task-ready', 'app');
    launch.stop();
    expect(await launch.ended).toMatchObject({failures: [], leftovers: []});
  });

  test('cannot be probed through a container that it does not need', async () => {
    const port = await freePort();
    const folder = await launchFolder();
    await mkdir(join(folder.dir, 'shared'));
    const gateway = {
      image: BUSYBOX,
      // Listens only after the published ports of the container are known.
      command: ['sh', '-c', `until [ -e /shared/go ]; do sleep 0.05; done; ${SERVES}`],
      ports: [`${port}:8080`],
      volumes: ['./shared:/shared'],
      grace: '0s',
    };
    const launch = await folder.launch({
      tasks: {
        gateway: {container: gateway},
        app: {serve: 'sleep 600', ready: {http: `http://127.0.0.1:${port}/`}},
      },
    });
    await launch.event('task-ready', 'gateway');
    await folder.write('shared/go', '');
    const {failures} = await launch.ended;
    expect(JSON.stringify(failures)).toContain('task `gateway`');
  });

  test('requires `any_owner` if it starts the container itself', async () => {
    const port = await freePort();
    const name = `own-listeners-${port}`;
    const command = `exec docker run --rm --name ${name} -p 127.0.0.1:${port}:8080 ${BUSYBOX} sh -c '${SERVES}'`;
    const app = (probe: object) => ({
      // `docker run` forwards SIGTERM, but the process of the container ignores the signal because it has pid 1.
      tasks: {
        app: {serve: command, grace: '100ms', ready: {http: {url: `http://127.0.0.1:${port}/`, ...probe}}},
      },
    });
    const folder = await launchFolder();
    try {
      const refused = await folder.launch(app({}));
      expect((await refused.ended).failures).toMatchObject([
        {
          reason: 'never-ready',
          lastSeen: expect.stringMatching(
            /^answered by process docker-proxy \(pid \d+\), not by this task/,
          ) as string,
          next: expect.stringContaining('`any_owner: true`') as string,
        },
      ]);
      await docker('rm', '-f', name).catch(() => undefined);
      const launch = await folder.launch(app({any_owner: true}));
      await launch.event('task-ready', 'app');
      launch.stop();
      expect((await launch.ended).failures).toEqual([]);
    } finally {
      await docker('rm', '-f', name).catch(() => undefined);
    }
  });
});
