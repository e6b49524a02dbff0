import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';

/** Calls of a usual launch file, in this order. */
export interface UsualCalls {
  readonly file: string;
  /** With the script for parts that no earlier call uses. `live` runs on a terminal; `requests` are calls about a run. */
  readonly calls: readonly {
    readonly script: 'usual' | 'live' | 'requests';
    readonly args: readonly string[];
  }[];
}

export async function usualCalls(): Promise<readonly UsualCalls[]> {
  return [
    {
      file: await services(),
      calls: [
        {script: 'usual', args: ['check']},
        {script: 'usual', args: ['plan']},
        {script: 'usual', args: ['__complete', '--', 'run', '']},
        {script: 'usual', args: ['run', '--until', 'last']},
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
      file: manyTasks(),
      calls: [
        {script: 'usual', args: ['check']},
        {script: 'usual', args: ['plan']},
        {script: 'usual', args: ['run']},
      ],
    },
  ];
}

/** Enough tasks for a forker, and for reading the file in parts. */
function manyTasks(): string {
  const tasks = Array.from({length: 200}, (_, at) => `  t${at}: {needs: [${needOf(at)}], run: "true"}\n`);
  return `tasks:\n${tasks.join('')}`;
}

/** Every second task needs the one before it. */
function needOf(at: number): string {
  return at % 2 === 0 ? '' : `t${at - 1}`;
}

/** Services, with the most frequent keys and probes. */
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
  prepare: {run: echo prepared, env: {NAME: value}}
  last:
    run: echo "\${{ tasks.prepare.stdout }}"
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
