import {randomUUID} from 'node:crypto';
import {arch} from 'node:process';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {caseTasks, expectPrinted, type ContainerCases} from './container-cases.ts';
import {launchFolder} from './launch-here.ts';

const volume = `bottle-test-${randomUUID().slice(0, 8)}`;

const limit = (v1: string, v2: string) => `cat /sys/fs/cgroup/${v1} 2>&- || cat /sys/fs/cgroup/${v2}`;

const status = (key: string) => `grep -w ${key} /proc/self/status | tr -s '\\t' ' '`;

/** Each key of a container, next to the default without it. */
const cases: ContainerCases = {
  defaults: {
    container: {},
    script: `id -u; pwd; touch /file && echo written; ${status('NoNewPrivs')}; cat /proc/1/comm; ls /sys/class/net`,
    prints: ['0', '/', 'written', 'NoNewPrivs: 0', 'sh', 'eth0', 'lo'],
  },
  env: {
    container: {env: {ONE: '${{ vars.one }}', TWO: 2, WINS: 'from env'}, env_file: ['variables']},
    script: 'echo "$ONE $TWO $WINS $FILE"',
    prints: ['first 2 from env a b'],
  },
  user: {container: {user: 'guest'}, script: 'id -u', prints: ['1000']},
  workdir: {container: {workdir: '/tmp'}, script: 'pwd', prints: ['/tmp']},
  volumes: {
    container: {volumes: ['./data:/data:ro', '${{ file.dir }}/data:/same', `${volume}:/volume`]},
    script:
      'cat /data/text; touch /data/new 2>&- || echo refused; cat /same/text; echo kept > /volume/text; cat /volume/text',
    prints: ['from the host', 'refused', 'from the host', 'kept'],
  },
  tmpfs: {
    container: {tmpfs: ['/scratch:size=1m', '/more']},
    script:
      'grep -cE " /(scratch|more) tmpfs" /proc/mounts; df -k /scratch | tail -1 | tr -s " " | cut -d" " -f2',
    prints: ['2', '1024'],
  },
  read_only: {
    container: {read_only: true},
    script: 'touch /file 2>&- || echo refused',
    prints: ['refused'],
  },
  caps: {
    container: {cap_drop: ['ALL'], cap_add: ['NET_ADMIN']},
    script: status('CapEff'),
    prints: ['CapEff: 0000000000001000'],
  },
  security_opt: {
    container: {security_opt: ['no-new-privileges']},
    script: status('NoNewPrivs'),
    prints: ['NoNewPrivs: 1'],
  },
  init: {container: {init: true}, script: 'cat /proc/1/comm', prints: ['docker-init']},
  memory: {
    container: {memory: '32m'},
    script: limit('memory/memory.limit_in_bytes', 'memory.max'),
    prints: [String(32 * 1024 ** 2)],
  },
  cpus: {
    container: {cpus: 0.5},
    script: `${limit('cpu/cpu.cfs_quota_us', 'cpu.max')} | cut -d" " -f1`,
    prints: ['50000'],
  },
  pids_limit: {container: {pids_limit: 20}, script: limit('pids/pids.max', 'pids.max'), prints: ['20']},
  extra_hosts: {
    container: {extra_hosts: ['there:10.1.2.3']},
    script: 'grep -w there /etc/hosts | tr -s "\\t" " "',
    prints: ['10.1.2.3 there'],
  },
  platform: {
    container: {platform: arch === 'arm64' ? 'linux/arm64' : 'linux/amd64'},
    script: 'echo runs',
    prints: ['runs'],
  },
  nowhere: {container: {networks: []}, script: 'ls /sys/class/net', prints: ['lo']},
};

withEngine('keys of a container', () => {
  test('have their effects and defaults', {timeout: 300_000}, async () => {
    onTestFinished(async () => {
      await docker('volume', 'rm', '-f', volume);
    });
    const folder = await launchFolder();
    await folder.write('variables', '# a comment\n\nFILE="a b"\nWINS=from the file\n');
    await docker('version');
    const {mkdir, writeFile} = await import('node:fs/promises');
    await mkdir(`${folder.dir}/data`);
    await writeFile(`${folder.dir}/data/text`, 'from the host\n');
    const launch = await folder.launch({
      vars: {one: 'first'},
      // A busy engine needs some time to remove so many containers.
      stop_timeout: '10m',
      tasks: caseTasks(cases),
    });
    await launch.event('run-ready');
    expectPrinted(launch, cases);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
  });

  test('set the command, the entrypoint and the labels', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      tasks: {
        both: {
          container: {
            image: BUSYBOX,
            entrypoint: ['sh', '-c', 'echo "from the entrypoint $0"; exec sleep 600'],
            command: ['and the command'],
            labels: {mine: 'yes', number: 1, 'bottle.run': 'never'},
            grace: '0s',
          },
          ready: {log: 'command'},
        },
      },
    });
    const {run} = await launch.event('run-started');
    const {outputs} = await launch.event('task-ready', 'both');
    expect(launch.lines('both')).toEqual(['from the entrypoint and the command']);
    expect(outputs).toMatchObject({
      name: `bottle-${run}-both`,
      id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const format = '{{json .Config.Labels}}';
    expect(JSON.parse(await docker('inspect', '--format', format, outputs.id ?? ''))).toEqual({
      ...{mine: 'yes', number: '1', 'bottle.run': run, 'bottle.task': 'both', 'bottle.file': folder.file},
      'bottle.state': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    launch.stop();
    await launch.ended;
  });
});
