import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {RunList} from '../src/schema/run-list.ts';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {countingEngine} from './counting-engine.ts';
import {answers, execute, IMAGE, makeImage} from './docker-image.ts';
import {median} from './measure.ts';
import {endedChildrenMs, residentMb, shareMb, treeOf} from './process-tree.ts';

/** The cost of several detached runs of a file: processes, memory and CPU time of each, and requests to Docker. */
export const copies: Benchmark = {defaultRounds: 1, measure};

/** The numbers of copies, for host tasks. */
const NUMBERS = [1, 10, 50];

const HOST = `name: shop
tasks:
  address: {alias: {pool: 127.0.8.1-127.0.8.254}}
  web: {needs: [address], serve: "echo up; exec sleep 3600", ready: {log: up}}
`;
const DOCKER = `name: boxes
tasks:
  address: {alias: {pool: 127.0.8.1-127.0.8.254}}
  inside: {network: {internal: true}}
  web:
    container:
      image: ${IMAGE}
      command: [sh, -c, "mkdir /www && exec httpd -f -p 80 -h /www"]
      init: true
      networks: [inside]
      ports: ["\${{ tasks.address.ip }}:8080:80"]
    ready: {port: 80}
`;

async function measure(settings: Settings): Promise<Result> {
  const samples: Record<string, Cost[]> = {};
  for (let round = 0; round < settings.rounds; round++) {
    settings.onRound(round);
    for (const number of NUMBERS) (samples[String(number)] ??= []).push(await costOf(number, settings));
  }
  const requests = (await answers('version')) ? await requestsOf(settings) : [];
  return {
    title: 'copies: `bottle up -d --copies N` of a file with an alias and a host service',
    notes: [
      'all figures except the times of the call are per copy; processes include bottle and its descendants',
      ...requests,
    ],
    columns: [
      'copies',
      'all ready, ms',
      'CPU time, ms',
      'processes',
      'resident, MB',
      'share, MB',
      'to stop, ms',
    ],
    rows: Object.entries(samples).map(([number, costs]) => rowOf(number, costs)),
    skipped: requests.length > 0 ? [] : ['Docker'],
    samples,
  };
}

/** The cost of a call, and of each copy that it starts. */
interface Cost {
  readonly readyMs: number;
  /** CPU time of each copy until all are ready, plus its share of the CPU time of the call. */
  readonly cpuMs: number;
  readonly processes: number;
  /** Memory of the process of each copy. */
  readonly residentMb: number;
  /** The same, with shared memory counted proportionally. */
  readonly shareMb: number;
  readonly stopMs: number;
}

async function costOf(number: number, settings: Settings): Promise<Cost> {
  const call = openCalls(join(settings.dir, `copies-${number}`), HOST, settings);
  const [startedAt, endedBeforeMs] = [performance.now(), endedChildrenMs()];
  await call('up', '-d', '--copies', String(number));
  const [readyMs, callMs] = [performance.now() - startedAt, endedChildrenMs() - endedBeforeMs];
  const pids = await pidsOf(call);
  const trees = pids.map(treeOf);
  const ofCopies = (of: (pid: number) => number): number => sumOf(pids.map(of)) / number;
  const cost = {
    readyMs,
    cpuMs: (callMs + sumOf(trees.flat().map(({cpuMs}) => cpuMs))) / number,
    processes: sumOf(trees.map(tree => tree.length)) / number,
    residentMb: ofCopies(residentMb),
    shareMb: ofCopies(shareMb),
  };
  const stoppedAt = performance.now();
  await call('down', 'shop-*');
  return {...cost, stopMs: performance.now() - stoppedAt};
}

/** The processes of the runs that are up. */
async function pidsOf(call: Call): Promise<readonly number[]> {
  const {runs} = JSON.parse(await call('ps', '--format', 'json')) as RunList;
  return runs.flatMap(({pid}) => pid ?? []);
}

/** The Docker requests from the start of a copy until it is ready, while it is up, and until it has stopped. */
async function requestsOf(settings: Settings): Promise<readonly string[]> {
  await makeImage(settings.dir);
  const engine = await countingEngine(join(settings.dir, 'engine.sock'));
  const call = openCalls(join(settings.dir, 'boxes'), DOCKER, {
    ...settings,
    env: {...settings.env, DOCKER_HOST: engine.address},
  });
  try {
    await call('up', '-d', '--copies', '1');
    const up = engine.take();
    await call('down', 'boxes-*');
    const down = engine.take();
    return [
      `Docker requests of a copy until it is ready: ${countsText(up)}`,
      `until it has stopped: ${countsText(down)}`,
    ];
  } finally {
    engine.close();
    await execute('docker', ['rmi', IMAGE]);
  }
}

function countsText(counts: ReadonlyMap<string, number>): string {
  const each = [...counts].toSorted().map(([request, count]) => `${count} ${request}`);
  return `${sumOf([...counts.values()])} (${each.join(', ')})`;
}

type Call = (...args: readonly string[]) => Promise<string>;

/** Calls bottle in a folder with a launch file, and returns its output. */
function openCalls(folder: string, file: string, {bottle, env}: Settings): Call {
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'bottle.yaml'), file);
  const [program, ...first] = bottle;
  return async (...args) => (await execute(program, [...first, ...args], {cwd: folder, env})).stdout;
}

function rowOf(number: string, costs: readonly Cost[]): Row {
  const of = (key: keyof Cost, digits = 0): string => median(costs.map(cost => cost[key])).toFixed(digits);
  return [
    number,
    of('readyMs'),
    of('cpuMs'),
    of('processes', 1),
    of('residentMb'),
    of('shareMb'),
    of('stopMs'),
  ];
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
