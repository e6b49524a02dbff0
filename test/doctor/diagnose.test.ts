import {describe, expect, test} from 'vitest';
import type {AskedEngine} from '../../src/docker/first-ping.ts';
import type {AskedCluster} from '../../src/kubernetes/api/ask-cluster.ts';
import {KubernetesError} from '../../src/kubernetes/api/problem.ts';
import {NoEngineError} from '../../src/docker/no-engine.ts';
import {diagnose} from '../../src/doctor/diagnose.ts';
import type {Host} from '../../src/doctor/finding.ts';
import {load} from '../../src/config/load.ts';
import {neededBy} from '../../src/doctor/needed.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {NoSmolvm, SmolvmVersion} from '../../src/smolvm/version.ts';
import {fakeClock} from '../support/fake-clock.ts';

const engine: AskedEngine = {
  address: 'unix:///d.sock',
  source: 'the default',
  software: 'Docker/28 (linux)',
  bridge: {state: 'there'},
};

const cluster: AskedCluster = {
  ...{server: 'https://lab:6443', version: 'v1.34.4', source: 'context `lab` of ~/.kube/config'},
  ...{isNamespaceMissing: false, missing: []},
};

const good: Host = {
  ...{platform: 'linux', arch: 'x64', nodeVersion: '22.1.0', env: {}, stateDir: '/state/bottle'},
  run: async () => ({code: 0, stdout: 'Filesystem\n/dev/sda1 1 1 1 1% /\n'}),
  isRoot: false,
  stateProblem: async () => undefined,
  openProblem: async () => undefined,
  bindProblem: async () => undefined,
  askEngine: async () => engine,
  askCluster: async () => cluster,
  askSmolvm: async () => ({version: '1.9.3' as SmolvmVersion}),
  deadRuns: async () => [],
};

const mac: Host = {
  ...{...good, platform: 'darwin', arch: 'arm64'},
  run: async ([program = '']) => ({code: 0, stdout: macAnswers[program] ?? ''}),
};
const macAnswers: Readonly<Record<string, string>> = {
  df: 'Filesystem\n/dev/disk3s1 1 1 1 1% /\n',
  sw_vers: '15.1\n',
  sh: '/opt/smolvm-bin\n',
  codesign: '<key>com.apple.security.hypervisor</key><true/>',
};

/** A Mac where one program prints a different output. */
function macWhere(program: string, stdout: string, code = 0): Host {
  return {
    ...mac,
    run: async (argv, signal) => (argv[0] === program ? {code, stdout} : await mac.run(argv, signal)),
  };
}

const everything = {
  ...{docker: true, defaultBridge: true, machines: true},
  engines: [],
  clusters: [{name: 'lab', source: {namespace: 'sandboxes'}}],
  ...{addresses: ['127.0.0.16', '127.0.0.17'], isAsked: true},
};

describe('if nothing is missing', () => {
  test.each([
    ['Linux', good, ['node', 'state', 'runs', 'addresses', 'docker', 'kubernetes', 'smolvm', 'kvm']],
    [
      'macOS',
      mac,
      ['node', 'state', 'runs', 'addresses', 'docker', 'kubernetes', 'smolvm', 'macos', 'signature'],
    ],
  ])('%s', async (_, machine, names) => {
    const findings = await diagnose(everything, machine, systemClock);
    expect(findings.map(({check, status}) => ({check, status}))).toEqual(
      names.map(check => ({check, status: 'good'})),
    );
  });

  test('checks only the requirements of the file', async () => {
    const nothing = {
      docker: false,
      defaultBridge: false,
      machines: false,
      addresses: [],
      engines: [],
      clusters: [],
      isAsked: true,
    };
    const findings = await diagnose(
      nothing,
      {...good, askEngine: unexpected, bindProblem: unexpected},
      systemClock,
    );
    expect(findings.map(({check}) => check)).toEqual(['node', 'state', 'runs']);
  });
});

const noSmolvm = (problem: NoSmolvm): Partial<Host> => ({askSmolvm: async () => ({problem})});
const smolvm = (version: string): Partial<Host> => ({
  askSmolvm: async () => ({version: version as SmolvmVersion}),
});
const INSTALL = 'install it (https://github.com/smol-machines/smolvm) and put it on the `PATH`';
const STATE = 'set `$BOTTLE_STATE_DIR` to a writable folder on this machine';

const clusterWith = (found: Partial<AskedCluster>): Host => ({
  ...good,
  askCluster: async () => ({...cluster, ...found}),
});

test.each<[string, Host, object]>([
  [
    'a missing context of a cluster',
    {
      ...good,
      askCluster: async () => {
        const facts = {
          source: '~/.kube/config',
          why: 'there is no context `lap`',
          next: 'did you mean `lab`?',
        };
        throw new KubernetesError({problem: 'no-access', ...facts});
      },
    },
    {
      ...{check: 'kubernetes', status: 'missing', fix: 'did you mean `lab`?'},
      found: '`lab` (~/.kube/config): there is no context `lap`',
    },
  ],
  [
    'a cluster that does not respond',
    {
      ...good,
      askCluster: async () => {
        throw new KubernetesError({problem: 'unreachable', server: 'https://lab', why: 'connection refused'});
      },
    },
    {
      ...{check: 'kubernetes', status: 'missing'},
      found: '`lab`: the API server at https://lab does not respond: connection refused',
      fix: 'start the cluster, log in again, or name another context (`kubectl config get-contexts`)',
    },
  ],
  [
    'a missing namespace of a cluster',
    clusterWith({isNamespaceMissing: true}),
    {
      ...{check: 'kubernetes', status: 'missing'},
      found: '`lab` (context `lab` of ~/.kube/config) has no namespace `sandboxes`',
      fix: '`kubectl create namespace sandboxes`, or leave out `namespace` to use a new one for each run',
    },
  ],
  [
    'missing permissions on a cluster',
    clusterWith({
      missing: [
        {verb: 'create', group: '', resource: 'pods'},
        {verb: 'list', group: 'coordination.k8s.io', resource: 'leases'},
      ],
    }),
    {
      ...{check: 'kubernetes', status: 'missing'},
      found:
        '`lab` (context `lab` of ~/.kube/config) does not allow you to create pods in namespace sandboxes, ' +
        'list leases.coordination.k8s.io in namespace sandboxes',
      fix: 'ask an administrator to create the Role in docs/places.md and bind it to you',
    },
  ],
  [
    'an outdated Node',
    {...good, nodeVersion: '18.20.0'},
    {
      check: 'node',
      status: 'missing',
      found: 'Node 18.20.0; bottle needs 20.19.0 or newer',
      fix: 'install a newer Node (https://nodejs.org)',
    },
  ],
  [
    'a state directory that cannot be created',
    {...good, stateProblem: async () => 'EROFS'},
    {
      ...{check: 'state', status: 'missing', fix: STATE},
      found: '`/state/bottle` cannot be created or written to (EROFS)',
    },
  ],
  [
    'a user without a home directory',
    {...good, stateDir: undefined},
    {
      ...{check: 'state', status: 'missing', fix: STATE},
      found: 'this user has no home directory: `$HOME` is not set and the user database has no entry',
    },
  ],
  [
    'a state directory on a network file system',
    {...good, run: async () => ({code: 0, stdout: 'Filesystem\nnas:/export 1 1 1 1% /state\n'})},
    {
      check: 'state',
      status: 'missing',
      found: '`/state/bottle` is on `nas:/export`, which may be shared with other machines',
      fix: STATE,
    },
  ],
  [
    'a state directory on an SMB share',
    {...good, run: async () => ({code: 0, stdout: 'Filesystem\n//me@nas/x 1 1 1 1% /state\n'})},
    {
      check: 'state',
      status: 'missing',
      found: '`/state/bottle` is on `//me@nas/x`, which may be shared with other machines',
      fix: STATE,
    },
  ],
  [
    'leftovers of a dead run',
    {...good, deadRuns: async () => ['/a/bottle.yaml', '/a/bottle.yaml']},
    {
      check: 'runs',
      status: 'note',
      found: 'a dead run of `/a/bottle.yaml` left things behind',
      fix: '`bottle run /a/bottle.yaml` cleans them up before it starts',
    },
  ],
  [
    'a missing loopback interface',
    {...good, bindProblem: async () => 'EADDRNOTAVAIL'},
    {
      check: 'addresses',
      status: 'missing',
      found: 'no server can listen on 127.0.0.16 (EADDRNOTAVAIL)',
      fix: 'bring up the loopback interface: `sudo ip link set lo up`',
    },
  ],
  [
    'missing aliases on `lo0`',
    {
      ...macWhere('sudo', '', 1),
      bindProblem: async address => (address === '127.0.0.16' ? undefined : 'EADDRNOTAVAIL'),
    },
    {
      check: 'addresses',
      status: 'missing',
      found: '`lo0` is missing 1 of 127.0.0.16-127.0.0.17',
      fix: '`for ip in 127.0.0.17; do sudo ifconfig lo0 alias $ip; done` (once after each boot)',
    },
  ],
  [
    'no aliases on `lo0`, which bottle may add',
    {...mac, bindProblem: async () => 'EADDRNOTAVAIL'},
    {
      check: 'addresses',
      status: 'good',
      found: 'bottle can add 127.0.0.16-127.0.0.17 to `lo0` when it leases them',
    },
  ],
  [
    'no engine that responds',
    {
      ...good,
      askEngine: async () => {
        const facts = {address: 'unix:///d.sock', source: 'DOCKER_HOST', why: 'connection refused'};
        throw new NoEngineError({...facts, next: 'start Docker'});
      },
    },
    {
      check: 'docker',
      status: 'missing',
      found: '`unix:///d.sock` (DOCKER_HOST): connection refused',
      fix: 'start Docker',
    },
  ],
  [
    'a missing smolvm',
    {...good, ...noSmolvm({reason: 'not-found'})},
    {check: 'smolvm', status: 'missing', found: '`smolvm` is not on the `PATH`', fix: INSTALL},
  ],
  [
    'a smolvm that cannot be run',
    {...good, ...noSmolvm({reason: 'cannot-run', why: 'EACCES'})},
    {
      check: 'smolvm',
      status: 'missing',
      found: '`smolvm` cannot be run (EACCES)',
      fix: 'check its permissions: `ls -l "$(command -v smolvm)"`',
    },
  ],
  [
    'another program named smolvm',
    {...good, ...noSmolvm({reason: 'foreign', printed: 'smolvm 0.2.1'})},
    {
      check: 'smolvm',
      status: 'missing',
      found:
        'the `smolvm` on the `PATH`, which prints `smolvm 0.2.1`, has no `machine` command: it is another program',
      fix: 'put smolvm (https://github.com/smol-machines/smolvm) before it on the `PATH`',
    },
  ],
  [
    'an outdated smolvm',
    {...good, ...smolvm('1.7.9')},
    {
      check: 'smolvm',
      status: 'note',
      found: 'smolvm 1.7.9: a machine made `from` an artifact drops `allow_cidrs` and `allow_hosts`',
      fix: 'install smolvm 1.8.0 or newer',
    },
  ],
  [
    'a very old smolvm',
    {...good, ...smolvm('0.8.0')},
    {
      check: 'smolvm',
      status: 'note',
      found: [
        'smolvm 0.8.0: a machine made `from` an artifact drops `allow_cidrs` and `allow_hosts`',
        'the gateway address does not reach the host',
        '`allow_cidrs` and `allow_hosts` do not apply to every connection',
        'a killed command cannot be recognized by its exit code',
      ].join('; '),
      fix: 'install smolvm 1.8.0 or newer',
    },
  ],
  [
    'a missing /dev/kvm',
    {...good, openProblem: async () => 'ENOENT'},
    {
      check: 'kvm',
      status: 'missing',
      found: 'there is no `/dev/kvm`',
      fix: 'enable virtualization in the firmware, or nested virtualization on the host; in a container, add `--device /dev/kvm`',
    },
  ],
  [
    'a /dev/kvm without access',
    {...good, openProblem: async () => 'EACCES'},
    {
      check: 'kvm',
      status: 'missing',
      found: '`/dev/kvm` cannot be used (EACCES)',
      fix: 'add yourself to its group: `sudo usermod -aG kvm "$USER"`, then log in again',
    },
  ],
  [
    'a Mac with an Intel processor',
    {...mac, arch: 'x64'},
    {
      check: 'macos',
      status: 'missing',
      found: 'this is `x64`, but smolvm needs Apple silicon',
      fix: 'use a Mac with Apple silicon, and Node built for it',
    },
  ],
  [
    'an engine started without its default network',
    {...good, askEngine: async () => ({...engine, bridge: {state: 'none'}})},
    {
      check: 'docker',
      status: 'missing',
      found: 'Docker/28 (linux) at `unix:///d.sock` (the default) has no default network `bridge`',
      fix: 'start it without `--bridge=none`, or give each container `networks`',
    },
  ],
  [
    'an engine that lost its default network',
    {...good, askEngine: async () => ({...engine, bridge: {state: 'deleted', name: 'docker0'}})},
    {
      check: 'docker',
      status: 'missing',
      found:
        'Docker/28 (linux) at `unix:///d.sock` (the default) has lost its default network: the interface `docker0` does not exist',
      fix: 'restart the engine (`sudo systemctl restart docker`); a second `dockerd --bridge=none` deletes it',
    },
  ],
  [
    'an outdated macOS',
    macWhere('sw_vers', '10.15.7\n'),
    {
      check: 'macos',
      status: 'missing',
      found: 'macOS 10.15.7; smolvm needs 11 or newer',
      fix: 'update macOS',
    },
  ],
  [
    'a smolvm without the right to create machines',
    macWhere('codesign', ''),
    {
      check: 'signature',
      status: 'missing',
      found: '`/opt/smolvm-bin` is not signed with `com.apple.security.hypervisor`',
      fix: 'reinstall smolvm, or sign it with an entitlements file that has `com.apple.security.hypervisor`: `codesign --force --sign - --entitlements FILE /opt/smolvm-bin`',
    },
  ],
])('reports %s', async (_, machine, expected) => {
  const findings = await diagnose(everything, machine, systemClock);
  const {check} = expected as {readonly check: string};
  expect(findings.filter(finding => finding.check === check)).toEqual([expected]);
  expect(findings.filter(finding => finding.status !== 'good' && finding.check !== check)).toEqual([]);
});

test('does not check the signature if smolvm is missing', async () => {
  const machine = {...macWhere('sh', ''), ...noSmolvm({reason: 'not-found'})};
  const findings = await diagnose(everything, machine, systemClock);
  expect(findings.map(({check}) => check)).not.toContain('signature');
});

test('only notes missing things that no launch file needs', async () => {
  const machine = {...good, ...noSmolvm({reason: 'not-found'}), nodeVersion: '18.0.0'};
  const findings = await diagnose({...everything, isAsked: false}, machine, systemClock);
  const bad = findings.filter(({status}) => status !== 'good');
  expect(bad.map(({check, status}) => `${check}: ${status}`)).toEqual(['node: missing', 'smolvm: note']);
});

test('only notes a missing default network that the file does not use', async () => {
  const machine: Host = {...good, askEngine: async () => ({...engine, bridge: {state: 'none'}})};
  const findings = await diagnose({...everything, defaultBridge: false}, machine, systemClock);
  expect(findings.find(({check}) => check === 'docker')?.status).toBe('note');
});

test.each([
  [true, 'box: {container: {image: "x:1"}}'],
  [true, 'box: {container: {image: "x:1", networks: [bridge, net]}}, net: {network: {}}'],
  [true, 'app: {image: {build: .}}'],
  [false, 'box: {container: {image: "x:1", networks: [net]}}, net: {network: {}}'],
  [false, 'box: {container: {image: "x:1", networks: []}}'],
  [false, 'app: {image: {pull: "x:1"}}, a: {run: x}'],
])('needs the default network: %s, for %s', (defaultBridge, tasks) => {
  const loaded = load('/work/bottle.yaml', `tasks: {${tasks}}`, {vars: {}, env: {}, kinds});
  if (!('launch' in loaded)) throw new Error(loaded.diagnostics[0]?.message);
  expect(neededBy(loaded.launch).defaultBridge).toBe(defaultBridge);
});

test('times out checks that never respond, and reports checks that throw', async () => {
  const machine: Host = {
    ...good,
    askEngine: async () => await new Promise(() => undefined),
    bindProblem: async () => await Promise.reject(new Error('no network at all')),
  };
  const clock = fakeClock();
  const findings = await clock.until(diagnose(everything, machine, clock));
  expect(findings.filter(({status}) => status !== 'good')).toEqual([
    {check: 'addresses', status: 'missing', found: 'the check failed: no network at all'},
    {check: 'docker', status: 'missing', found: 'the check failed: no response within 20 s'},
  ]);
});

test('accepts an engine just within its time limits', async () => {
  const clock = fakeClock();
  const machine: Host = {
    ...good,
    async askEngine(signal) {
      // The first response, then the responses about the default network.
      await clock.sleep(9_900, signal);
      await clock.sleep(9_900, signal);
      return engine;
    },
  };
  const findings = await clock.until(diagnose(everything, machine, clock));
  expect(findings.filter(({status}) => status !== 'good')).toEqual([]);
});

async function unexpected(): Promise<never> {
  throw new Error('not needed');
}

test('reports the engine of each place separately', async () => {
  const source = {host: 'ssh://big'};
  const asked: unknown[] = [];
  const findings = await diagnose(
    {...everything, machines: false, engines: [{place: {name: 'big', source}, needsBridge: true}]},
    {
      ...good,
      async askEngine(_signal, place) {
        asked.push(place?.name);
        if (place)
          throw new NoEngineError({address: 'ssh://big', source: 'place `big`', why: 'x', next: 'y'});
        return engine;
      },
    },
    systemClock,
  );
  expect(asked).toEqual([undefined, 'big']);
  expect(findings.filter(({check}) => check === 'docker')).toMatchObject([
    {status: 'good'},
    {status: 'missing', found: '`ssh://big` (place `big`): x', fix: 'y'},
  ]);
});
