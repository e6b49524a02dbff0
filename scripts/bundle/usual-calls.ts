import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';

/** Calls of a usual launch file, in this order. */
export interface UsualCalls {
  /** `bottle.yaml` and the files that it refers to. */
  readonly files: Readonly<Record<string, string>>;
  readonly calls: readonly [UsualCall, ...UsualCall[]];
}

export interface UsualCall {
  /**
   * The script for parts that no earlier call uses: `live` for calls on a terminal, `requests` for calls about a run, `composed` for
   * launch files of several parts, whose shape is checked in each call, `places` for tasks in containers and machines, and `usual` for
   * all others.
   */
  readonly script: 'usual' | 'live' | 'requests' | 'composed' | 'places';
  readonly args: readonly string[];
  /** Only root and users of systemd may create cgroups. Default: as the user who builds. */
  readonly cgroups?: 'none';
}

export async function usualCalls(): Promise<readonly UsualCalls[]> {
  return [
    {
      files: {'bottle.yaml': await services(), 'given.env': 'GIVEN=value\n'},
      calls: [
        {script: 'usual', args: ['check']},
        {script: 'usual', args: ['plan']},
        {script: 'usual', args: ['__complete', '--', 'run', '']},
        {script: 'usual', args: ['run', '--until', 'last']},
        {script: 'usual', args: ['run', '--until', 'last'], cgroups: 'none'},
        {script: 'usual', args: ['run', '--until', 'last', '--format', 'json']},
        {script: 'usual', args: ['up', '--detach']},
        {script: 'usual', args: ['ps']},
        {script: 'usual', args: ['logs']},
        {script: 'usual', args: ['down']},
        {script: 'live', args: ['run', '--until', 'last']},
        {script: 'usual', args: ['up', '--detach']},
        {script: 'requests', args: ['outputs']},
        {script: 'requests', args: ['wait', 'web']},
        {script: 'requests', args: ['exec', 'web', '--', 'true']},
        {script: 'requests', args: ['restart', 'worker']},
        {script: 'requests', args: ['stop', 'worker']},
        {script: 'requests', args: ['start', 'worker']},
        {script: 'requests', args: ['ps', '--format', 'json']},
        {script: 'requests', args: ['timeline']},
        {script: 'usual', args: ['down']},
      ],
    },
    {
      files: {'bottle.yaml': manyTasks()},
      calls: [
        {script: 'usual', args: ['check']},
        {script: 'usual', args: ['plan']},
        {script: 'usual', args: ['run']},
      ],
    },
    {
      files: COMPOSED,
      calls: [
        {script: 'composed', args: ['check', ...OVERRIDDEN]},
        {script: 'composed', args: ['plan', ...OVERRIDDEN]},
        {script: 'composed', args: ['run', ...OVERRIDDEN]},
      ],
    },
    {
      files: PLACES,
      calls: [
        {script: 'places', args: ['check']},
        {script: 'places', args: ['plan']},
      ],
    },
    ...EXAMPLES.map(callsOf),
  ];
}

const EXAMPLES = [
  'bottle.yaml.example',
  'examples/docker-agent-sandbox/bottle.yaml',
  'examples/agent-sandbox/bottle.yaml',
];

/** Examples are only planned. */
function callsOf(example: string): UsualCalls {
  const path = fileURLToPath(new URL(`../../${example}`, import.meta.url));
  return {files: {}, calls: [{script: 'places', args: ['plan', path]}]};
}

const OVERRIDDEN = ['-f', 'bottle.yaml', '-f', 'override.yaml', '--profile', 'short'];

const COMPOSED = {
  'bottle.yaml': `
include: [{path: other.yaml, prefix: other}]
x-base: {run: "true", env: {NAME: value}}
vars: {end: all}
profiles: {short: {vars: {end: some}}}
tasks:
  one: {extends: x-base, needs: [other-task]}
  two: {run: 'echo "\${{ vars.end }}"', needs: [one]}
`,
  'override.yaml': 'tasks: {two: {env: {NAME: other}}}\n',
  'other.yaml': 'tasks: {task: {run: "true"}}\n',
};

/** Only checked and planned, since it needs engines. */
const PLACES = {
  'bottle.yaml': `
tasks:
  address: {alias: {}}
  net: {network: {}}
  data: {volume: {}}
  image: {image: {build: .}}
  authority: {certificate: {ca: true}}
  certificate: {certificate: {issuer: authority, hosts: [localhost, "\${{ tasks.address.ip }}"]}}
  db:
    container:
      image: busybox:1.37
      command: [sleep, "60"]
      networks: [net]
      ports: ["\${{ tasks.address.ip }}:5432:5432"]
      volumes: ["data:/data", "\${{ tasks.certificate.cert }}:/cert.pem:ro"]
      env: {NAME: value}
    ready: [{port: 5432}, {log: up}]
  web:
    container: {image: "\${{ tasks.image.ref }}", networks: [net], healthcheck: {command: ["true"]}}
    needs: [db]
    ready: {health: {}}
  seed: {exec: {in: db, command: [ls]}}
  machine:
    machine: {image: busybox:1.37}
    ready: {echo: {}}
  put: {copy: {from: bottle.yaml, to: "machine:/tmp/bottle.yaml"}}
`,
  Dockerfile: 'FROM scratch\n',
};

/** Enough tasks for a forker, and for reading the file in parts. */
function manyTasks(): string {
  const tasks = Array.from({length: 200}, (_, at) => `  t${at}: {needs: [${needOf(at)}], run: "true"}\n`);
  return `tasks:\n${tasks.join('')}`;
}

/** Every second task needs the one before it. */
function needOf(at: number): string {
  return at % 2 === 0 ? '' : `t${at - 1}`;
}

/** Services, with the most frequent keys and probes. One takes longer to stop than the others. */
async function services(): Promise<string> {
  const port = await freePort();
  const server = `require('http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1')`;
  return `
env: {LEVEL: info}
tasks:
  web:
    serve: [${JSON.stringify(process.execPath)}, -e, ${JSON.stringify(server)}]
    ready: [{port: ${port}}, {http: "http://127.0.0.1:${port}"}]
    liveness: {port: ${port}}
  worker:
    serve: echo started; exec sleep 60
    ready: [{log: started}, {command: "true"}]
    stop_signal: SIGTERM
  slow: {serve: "trap 'sleep 0.4; exit' TERM; sleep 60 & wait"}
  prepare: {run: echo prepared, env: {NAME: value}, env_file: [given.env]}
  last:
    run: |
      # Each kind of quoting, since scripts with expressions are parsed.
      if [ -n "\${HOME:-}" ]; then echo "$((1 + 1)) $(echo 'text')" | cat >&2; fi
      cat <<END
      \${{ tasks.prepare.stdout }}
      END
    needs: [web, worker]
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
