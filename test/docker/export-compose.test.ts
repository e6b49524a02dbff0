import {mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'vitest';
import {stringify} from 'yaml';
import {load} from '../../src/config/load.ts';
import {composeFile} from '../../src/export/compose/compose-file.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {BUSYBOX, docker, ownNet, withEngine} from '../support/docker.ts';
import {compose, hasCompose} from '../support/compose.ts';
import {freePort} from '../support/listen.ts';

const WEB = {
  image: BUSYBOX,
  command: ['httpd', '-f', '-p', '80'],
  init: true,
  grace: '1s',
  networks: ['net'],
};
const SEES_LOOP = [
  'sh',
  '-c',
  'until wget -qO- http://web/ 2>&1 | grep -q 404; do sleep 0.1; done; exec sleep 600',
];

/** Launch files with a web server on its own network, each with one more feature. */
const files: readonly (readonly [string, (port: number, net: string) => object])[] = [
  ['a fixed port', port => ({web: {container: {...WEB, ports: [`${port}:80`]}}})],
  ['a port that the engine chooses', () => ({web: {container: {...WEB, ports: ['80']}}})],
  ['a port on all addresses', port => ({web: {container: {...WEB, ports: [`0.0.0.0:${port}:80`]}}})],
  ['a port on another address', port => ({web: {container: {...WEB, ports: [`127.0.0.9:${port}:80`]}}})],
  ['TCP and UDP', port => ({web: {container: {...WEB, ports: [`${port}:80`, `${port}:53/udp`]}}})],
  [
    'a leased address',
    port => ({
      address: {alias: {}},
      web: {container: {...WEB, ports: [`\${{ tasks.address.ip }}:${port}:80`]}},
    }),
  ],
  ['environment', port => ({web: {container: {...WEB, ports: [`${port}:80`], env: {A: '5$ "x"', B: 1}}}})],
  [
    'limits',
    port => ({web: {container: {...WEB, ports: [`${port}:80`], memory: '64m', cpus: 0.5, pids_limit: 50}}}),
  ],
  [
    'rights',
    port => ({
      web: {
        container: {
          ...WEB,
          ports: [`${port}:80`],
          cap_drop: ['ALL'],
          cap_add: ['NET_BIND_SERVICE'],
          read_only: true,
          security_opt: ['no-new-privileges'],
          tmpfs: ['/run:size=1m'],
        },
      },
    }),
  ],
  ['a mount', port => ({web: {container: {...WEB, ports: [`${port}:80`], volumes: ['./:/srv:ro']}}})],
  ['labels', port => ({web: {container: {...WEB, ports: [`${port}:80`], labels: {'a.b': 'c'}}}})],
  ['a host name', port => ({web: {container: {...WEB, ports: [`${port}:80`], extra_hosts: ['a:10.0.0.1']}}})],
  [
    'a health check that another container waits for',
    port => ({
      web: {
        container: {...WEB, ports: [`${port}:80`], healthcheck: {command: 'true'}},
        ready: {health: {}},
      },
      other: {needs: ['web'], container: {...WEB, command: SEES_LOOP}},
    }),
  ],
  [
    'an `exec` probe that another container waits for',
    port => ({
      web: {container: {...WEB, ports: [`${port}:80`]}, ready: {exec: ['true']}},
      other: {needs: ['web'], container: {...WEB, command: SEES_LOOP}},
    }),
  ],
  [
    'a start that another container waits for',
    port => ({
      web: {container: {...WEB, ports: [`${port}:80`]}},
      other: {needs: ['web'], container: {...WEB, command: SEES_LOOP}},
    }),
  ],
  [
    'a need through a host command',
    port => ({
      web: {container: {...WEB, ports: [`${port}:80`]}},
      seed: {needs: ['web'], run: 'true'},
      other: {needs: ['seed'], container: {...WEB, command: SEES_LOOP}},
    }),
  ],
  [
    'a static address and aliases',
    (port, net) => ({
      web: {
        container: {
          ...WEB,
          ports: [`${port}:80`],
          networks: [{network: 'net', ip: `${net}.9`, aliases: ['w']}],
        },
      },
    }),
  ],
  [
    'a user',
    port => ({
      web: {
        container: {
          ...WEB,
          ports: [`${port}:8080`],
          command: ['httpd', '-f', '-p', '8080'],
          user: '1000:1000',
        },
      },
    }),
  ],
  [
    'a restart policy',
    port => ({web: {container: {...WEB, ports: [`${port}:80`], restart: {attempts: 'unlimited'}}}}),
  ],
  ['no network', () => ({web: {container: {...WEB, networks: []}}})],
];

withEngine('20 launch files, exported to Compose', () => {
  test.skipIf(!hasCompose && !process.env.CI).for(files)(
    'with %s, come up with the same published ports',
    {timeout: 60_000, concurrent: true},
    async ([, tasks], {expect, onTestFinished}) => {
      const [net, port, folder] = [ownNet(), await freePort(), await emptyFolder()];
      onTestFinished(async () => await rm(folder, {recursive: true, force: true}));
      const source = {tasks: {net: {network: {subnet: `${net}.0/24`}}, ...tasks(port, net)}};
      const path = join(folder, 'bottle.yaml');
      const loaded = load(path, stringify(source), {vars: {}, env: {}, kinds});
      if (!('launch' in loaded)) throw new Error(JSON.stringify(loaded.diagnostics));
      const exported = composeFile(loaded.launch);
      await writeFile(join(folder, 'compose.yaml'), exported.files[0]?.text ?? '');
      onTestFinished(async () => {
        await compose(folder, 'down', '--timeout', '0', '--volumes');
      });
      await compose(folder, 'up', '--detach', '--quiet-pull');
      const id = (await compose(folder, 'ps', '--quiet', 'web')).trim();
      const ports = await docker('inspect', '--format', '{{json .HostConfig.PortBindings}}', id);
      expect(portsOf(ports)).toEqual(publishedIn(source));
    },
  );
});

async function emptyFolder(): Promise<string> {
  return await mkdtemp(join(await realpath(tmpdir()), 'bottle-export-'));
}

/** The ports of a launch file in the format of the engine. A leased address becomes 127.0.0.1 in Compose. */
function publishedIn({tasks}: {readonly tasks: object}): readonly string[] {
  const {web} = tasks as {readonly web: {readonly container: {readonly ports?: readonly string[]}}};
  const ports = (web.container.ports ?? []).map(text => {
    const [, address = '127.0.0.1', host = '', inside = '', protocol = 'tcp'] =
      /^(?:([\d.]+\.\d+):)?(?:(\d+):)?(\d+)(?:\/(\w+))?$/.exec(text.replace(/\$\{\{.*?\}\}/, '127.0.0.1')) ??
      [];
    return `${address}:${host}:${inside}/${protocol}`;
  });
  return ports.sort();
}

function portsOf(json: string): readonly string[] {
  const bindings = (JSON.parse(json) ?? {}) as Readonly<
    Record<string, readonly {readonly HostIp: string; readonly HostPort: string}[]>
  >;
  const ports = Object.entries(bindings).flatMap(([inside, hosts]) =>
    hosts.map(({HostIp, HostPort}) => `${HostIp}:${HostPort === '0' ? '' : HostPort}:${inside}`),
  );
  return ports.sort();
}
