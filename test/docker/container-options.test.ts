import {mkdir, writeFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {BUSYBOX, docker, testEngine, withEngine} from '../support/docker.ts';
import {caseTasks, expectPrinted, type ContainerCases} from './container-cases.ts';
import {launchFolder} from './launch-here.ts';

/** Keys with an effect visible in the container. Each case combines several, to need fewer containers. */
const cases: ContainerCases = {
  limits: {
    container: {
      ...{shm_size: '9m', oom_score_adj: 300, memory: '${{ vars.size }}', memswap_limit: '48m'},
      ...{cpuset: '0', cpu_shares: 512, cpu_period: 50_000, cpu_quota: 25_000, mem_reservation: '16m'},
      ulimits: {nofile: {soft: 100, hard: 200}, nproc: 300},
    },
    script: [
      'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2',
      'cat /proc/self/oom_score_adj',
      'ulimit -Sn; ulimit -Hn',
      "grep '^Max processes' /proc/self/limits | tr -s ' '",
      "grep Cpus_allowed_list /proc/self/status | tr '\\t' ' '",
    ].join('; '),
    prints: ['9216', '300', '100', '200', 'Max processes 300 300 processes ', 'Cpus_allowed_list: 0'],
  },
  names: {
    container: {
      ...{hostname: 'here', domainname: 'example.test', mac_address: '02:42:ac:11:65:43'},
      ...{dns: ['9.9.9.9'], dns_opt: ['ndots:3'], dns_search: ['a.test']},
    },
    script: 'hostname; cat /sys/class/net/eth0/address; grep -v "^#" /etc/resolv.conf | sort',
    prints: ['here', '02:42:ac:11:65:43', 'nameserver 9.9.9.9', 'options ndots:3', 'search a.test'],
  },
  rights: {
    container: {group_add: ['guest', 4711], sysctls: {'net.ipv4.ip_unprivileged_port_start': 7}},
    script: 'id -G; cat /proc/sys/net/ipv4/ip_unprivileged_port_start',
    prints: ['0 1000 4711', '7'],
  },
  devices: {
    container: {devices: ['/dev/null:/dev/other:rw'], device_cgroup_rules: ['c 1:7 r']},
    script: 'test -c /dev/other && echo there',
    prints: ['there'],
  },
  terminal: {
    container: {tty: true},
    script: 'test -t 1 && echo yes; test -t 0 && echo yes',
    prints: ['yes', 'yes'],
  },
  input: {
    container: {stdin_open: true},
    script: 'readlink /proc/self/fd/0 | cut -d: -f1',
    prints: ['pipe'],
  },
  noInput: {container: {}, script: 'readlink /proc/self/fd/0', prints: ['/dev/null']},
  uts: {container: {uts: 'host'}, script: 'cat /proc/sys/kernel/hostname | wc -l', prints: ['1']},
};

const quiet = {image: BUSYBOX, grace: '0s'} as const;

withEngine('container options', () => {
  test('have their effects in the container', {timeout: 300_000}, async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({
      vars: {size: '32M'},
      stop_timeout: '10m',
      tasks: caseTasks(cases),
    });
    await Promise.all(Object.keys(cases).map(async name => await launch.event('task-ready', name)));
    expectPrinted(launch, cases);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
  });

  test('without a visible effect reach the engine', {timeout: 120_000}, async () => {
    const folder = await launchFolder();
    await mkdir(`${folder.dir}/data`);
    await writeFile(`${folder.dir}/data/text`, 'x');
    const launch = await folder.launch({
      tasks: {
        box: {
          container: {
            ...{...quiet, command: ['sleep', '600'], ipc: 'shareable', cgroup: 'host', userns_mode: 'host'},
            ...{oom_kill_disable: true, memory: '32m', mem_swappiness: 3, runtime: 'runc'},
            ...{cgroup_parent: 'bottle-test', pid: 'host'},
            logging: {driver: 'json-file', options: {'max-size': '1m', 'max-file': 2}},
          },
        },
        guest: {
          container: {
            ...{...quiet, command: ['sh', '-c', 'ls /sys/class/net; exec sleep 600']},
            ...{network_mode: 'container:${{ tasks.box.id }}', ipc: 'container:${{ tasks.box.id }}'},
          },
          ready: {log: 'lo'},
        },
        linked: {
          container: {
            ...{...quiet, links: ['box:friend']},
            command: ['sh', '-c', 'grep friend /etc/hosts; exec sleep 600'],
          },
          ready: {log: 'friend'},
        },
      },
    });
    const [{outputs: box}, {outputs: guest}] = [
      await launch.event('task-ready', 'box'),
      await launch.event('task-ready', 'guest'),
    ];
    await launch.event('task-ready', 'linked');
    const format = '{{json .HostConfig}}';
    expect(JSON.parse(await docker('inspect', '--format', format, box.id ?? ''))).toMatchObject({
      ...{IpcMode: 'shareable', CgroupnsMode: 'host', UsernsMode: 'host', OomKillDisable: true},
      ...{MemorySwappiness: 3, Runtime: 'runc', CgroupParent: 'bottle-test', PidMode: 'host'},
      LogConfig: {Type: 'json-file', Config: {'max-size': '1m', 'max-file': '2'}},
    });
    expect(guest.ip).toBe(box.ip);
    expect(launch.lines('linked')[0]).toContain(box.ip);
    launch.stop();
    await launch.ended;
  });

  test('with `privileged` give all rights to the container and to commands in it', async context => {
    const folder = await launchFolder();
    const script = 'mount -t tmpfs none /tmp && echo mounted';
    const launch = await folder.launch({
      tasks: {
        box: {container: {...quiet, privileged: true, command: ['sh', '-c', `${script}; exec sleep 600`]}},
        plain: {
          container: {
            ...{...quiet, command: ['sleep', '600']},
            post_start: [{command: script, privileged: true}],
          },
        },
      },
    });
    // An engine in a sandbox cannot give these rights.
    const failed = await Promise.race([
      launch.ended.then(() => launch.events.find(({type}) => type === 'task-failed')),
      launch.line('box', /mounted/).then(() => undefined),
    ]);
    if (failed && JSON.stringify(failed).includes('unable to apply caps')) return context.skip();
    await launch.line('plain', /mounted/);
    launch.stop();
    expect((await launch.ended).leftovers).toEqual([]);
  });

  test('support the network of the host', async () => {
    const folder = await launchFolder();
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const launch = await folder.launch({
      tasks: {
        web: {
          container: {...quiet, network_mode: 'host', command: ['httpd', '-f', '-p', `127.0.0.1:${port}`]},
          ready: {port},
        },
      },
    });
    const {outputs} = await launch.event('task-ready', 'web');
    expect(outputs.ip).toBe('127.0.0.1');
    launch.stop();
    await launch.ended;
  });

  test('that need a newer engine fail before anything is created', async ({skip}) => {
    const {apiVersion, software} = await testEngine();
    skip(Number(apiVersion.split('.')[1]) >= 43, 'the engine supports them');
    const folder = await launchFolder();
    const container = {...quiet, annotations: {a: 'b'}, healthcheck: {start_interval: '1s'}};
    const launch = await folder.launch({tasks: {box: {container}}});
    const needs =
      '`annotations` needs Docker 24 (API 1.43) and `healthcheck.start_interval` needs Docker 25 (API 1.44)';
    expect((await launch.event('task-failed', 'box')).failure).toEqual({
      ...{reason: 'docker', task: 'box', doing: 'use `annotations` and `healthcheck.start_interval`'},
      why: `${needs}; the engine is ${software} (API ${apiVersion})`,
    });
    await launch.ended;
    expect(launch.events.filter(({type}) => type === 'task-progressed')).toEqual([]);
  });

  test('for GPUs fail with a clear message without a driver', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch({tasks: {gpu: {container: {...quiet, gpus: 'all'}}}});
    const {failure} = await launch.event('task-failed', 'gpu');
    expect(failure).toMatchObject({
      reason: 'docker',
      why: expect.stringContaining('could not select device driver') as string,
    });
    await launch.ended;
  });
});
