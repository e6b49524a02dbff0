import {mkdir, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {caseTasks, expectPrinted, type ContainerCases} from './container-cases.ts';
import {launchFolder} from './launch-here.ts';

const cases: ContainerCases = {
  mounts: {
    container: {
      volumes: [
        {type: 'bind', source: './data', target: '/a', read_only: true},
        {
          type: 'bind',
          source: './made',
          target: '/b',
          bind: {create_host_path: true, propagation: 'private'},
        },
        {type: 'volume', target: '/bin/own', volume: {nocopy: true, labels: {mine: 'yes'}}},
        {type: 'tmpfs', target: '/memory', tmpfs: {size: '1m', mode: '0700'}},
        './data:/c:ro,rprivate',
        '/anonymous',
      ],
    },
    script: [
      'cat /a/text; touch /a/new 2>&- || echo refused; touch /b/new',
      'ls /bin/own; stat -c %a /memory; df -k /memory | tail -1 | tr -s " " | cut -d" " -f2',
      'touch /c/new 2>&- || echo refused; grep -c " /anonymous " /proc/mounts',
    ].join('; '),
    prints: ['from the host', 'refused', '700', '1024', 'refused', '1'],
  },
  files: {
    container: {
      secrets: ['TOKEN', {source: 'TOKEN', target: '/etc/deep/token', uid: 1000, gid: 1000, mode: '0400'}],
      configs: [
        {file: './data/text', target: '/etc/text'},
        {content: 'size = ${{ vars.size }}\n', target: '/etc/app/app.conf', mode: '0640'},
      ],
    },
    script: [
      'wc -c < /run/secrets/TOKEN; stat -c "%a %u %g" /run/secrets/TOKEN /etc/deep/token /etc/app/app.conf',
      'cat /etc/text /etc/app/app.conf',
    ].join('; '),
    prints: ['12', '444 0 0', '400 1000 1000', '640 0 0', 'from the host', 'size = 9'],
  },
  readOnly: {
    container: {
      read_only: true,
      secrets: ['TOKEN'],
      configs: [{file: './data/text', target: '/etc/text'}],
    },
    script: 'wc -c < /run/secrets/TOKEN; cat /etc/text; touch /etc/new 2>&- || echo refused',
    prints: ['12', 'from the host', 'refused'],
  },
};

withEngine('files of a container', () => {
  test('are mounted according to each key', {timeout: 120_000}, async () => {
    const folder = await launchFolder({...process.env, TEST_TOKEN: 'secret value'});
    await mkdir(join(folder.dir, 'data'));
    await writeFile(join(folder.dir, 'data/text'), 'from the host\n');
    const launch = await folder.launch({
      vars: {size: '9'},
      secrets: {TOKEN: {env: 'TEST_TOKEN'}},
      tasks: {
        ...caseTasks(cases),
        heir: {
          container: {
            image: BUSYBOX,
            command: ['sh', '-c', 'cat /etc/text; exec sleep 600'],
            volumes_from: ['${{ tasks.readOnly.name }}'],
            grace: '0s',
          },
          ready: {log: 'host'},
        },
      },
    });
    await launch.event('run-ready');
    expectPrinted(launch, cases);
    expect(await readdir(join(folder.dir, 'made'))).toEqual(['new']);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
    expect(await docker('volume', 'ls', '-q', '--filter', 'label=mine=yes')).toBe('');
  });

  test('port ranges are published', {timeout: 60_000}, async () => {
    const folder = await launchFolder();
    const first = 20_000 + 10 * Math.floor(Math.random() * 1000);
    const launch = await folder.launch({
      tasks: {
        web: {
          container: {
            image: BUSYBOX,
            command: ['sh', '-c', 'httpd -p 81; httpd -f -p 80'],
            ports: [`${first}-${first + 1}:80-81`, `${first + 2}-${first + 5}:82`, '90-91'],
            grace: '0s',
          },
          ready: [{port: 80}, {port: 81}],
        },
      },
    });
    const {outputs} = await launch.event('task-ready', 'web');
    expect(outputs).toMatchObject({
      'ports.80': `127.0.0.1:${first}`,
      'ports.81': `127.0.0.1:${first + 1}`,
      'ports.90.host': '127.0.0.1',
      'ports.91.host': '127.0.0.1',
    });
    const chosen = Number(outputs['ports.82.port']);
    expect(chosen).toBeGreaterThan(first + 1);
    expect(chosen).toBeLessThanOrEqual(first + 5);
    launch.stop();
    await launch.ended;
  });
});
