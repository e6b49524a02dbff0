import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {answers, execute, IMAGE, makeImage, noEngine} from './docker-image.ts';
import {eventsIn, linesOf} from './events.ts';
import {interleave, median, quantile, spread} from './measure.ts';
import type {Command} from './processes.ts';

/** The time from when a server in a container starts to listen on a published port to the start of the task that needs it. */
export const published: Benchmark = {defaultRounds: 9, measure};

/** The probes to compare, each with the same container. */
const ways = [
  {name: 'bottle, `port`', ready: {port: 8080}},
  {name: 'bottle, `port` and `http`', ready: [{port: 8080}, {http: '/bin/sh'}]},
  {name: 'bottle, `log`', ready: {log: 'listens'}},
  {name: 'bottle, `health` each second, as in Compose', ready: {health: {}}},
];

async function measure({bottle, env, dir, rounds, onRound}: Settings): Promise<Result> {
  if (!(await answers('version'))) return noEngine('published');
  await makeImage(dir);
  const folder = join(dir, 'published');
  mkdirSync(folder, {recursive: true});
  const contenders = ways.map(({name, ready}, at) => ({
    name,
    run: async (round: number) => {
      const file = join(folder, `${at}.yaml`);
      writeFileSync(file, launchFile(ready, 0.2 + (round % 5) / 10));
      return await lagOf([...bottle, 'run', file, '--format', 'json'], env);
    },
  }));
  const samples = await interleave(contenders, {rounds, onRound});
  await execute('docker', ['rmi', IMAGE]);
  return {
    title:
      'published: from the line that a container prints just before it listens to the start of its dependent',
    notes: [
      'the lag includes the start of the server after that line, and of `date`, which records the time',
    ],
    columns: ['', 'lag median, ms', 'spread', 'p95, ms'],
    rows: contenders.map(({name}) => row(name, samples.of(name))),
    samples: samples.byName,
  };
}

function launchFile(ready: unknown, delay: number): string {
  const command = ['sh', '-c', `sleep ${delay}; echo listens; exec httpd -f -p 8080`];
  const healthcheck = {command: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8080/bin/sh']};
  const web = {container: {image: IMAGE, command, ports: [':8080'], init: true, healthcheck}, ready};
  // The engine prefixes the line with its time.
  const stamp = 'date +%s%N; docker logs --timestamps "$1"';
  const needs = {run: ['sh', '-c', stamp, '-', '${{ tasks.web.id }}']};
  return JSON.stringify({until: 'needs', tasks: {web, needs}});
}

async function lagOf([program, ...args]: Command, env: NodeJS.ProcessEnv): Promise<number> {
  const {stdout} = await execute(program, args, {env, maxBuffer: 1 << 24});
  const [begun, log = ''] = linesOf('needs', eventsIn(stdout));
  const [listensAt = ''] = log.split(' ');
  return Number(begun) / 1e6 - Date.parse(listensAt);
}

function row(name: string, lags: readonly number[]): Row {
  return [name, median(lags).toFixed(0), spread(lags, 0), quantile(lags, 0.95).toFixed(0)];
}
