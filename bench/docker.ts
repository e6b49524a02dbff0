import {randomUUID} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {findCompose} from './compose.ts';
import {answers, execute, IMAGE, makeImage, noEngine} from './docker-image.ts';
import {eventsIn, linesOf} from './events.ts';
import {interleave, median, ratios, spread, type Samples} from './measure.ts';
import {timeCommand, type Command} from './processes.ts';

/** Time until a number of independent containers are running; their removal is not measured. */
export const docker: Benchmark = {defaultRounds: 5, measure: async settings => await measure(settings)};

/** Measures only bottle and Compose: the milliseconds of each round; `undefined` if Compose is not installed. */
export async function containersBesideCompose(
  settings: Settings,
): Promise<{readonly bottle: readonly number[]; readonly compose: readonly number[]} | undefined> {
  const {samples, skipped = []} = await measure(settings, name => name === 'bottle' || name === COMPOSE);
  if (Object.keys(samples).length === 0 || skipped.length > 0) return undefined;
  return {bottle: samples.bottle as number[], compose: samples[COMPOSE] as number[]};
}

/** The number of containers, which are independent of each other. */
const CONTAINERS = 20;

const COMPOSE = 'Compose `up -d`';
const SHELL_LOOP = '`docker run -d` in a shell loop';

async function measure(
  {bottle, env, dir, rounds, onRound}: Settings,
  isMeasured: (name: string) => boolean = () => true,
): Promise<Result> {
  if (!(await answers('version'))) return noEngine('docker');
  const compose = findCompose();
  await makeImage(dir);
  const folder = join(dir, 'docker');
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'bottle.yaml'), bottleFile());
  writeFileSync(join(folder, 'compose.yaml'), composeFile());
  const contenders = [
    {name: SHELL_LOOP, run: async () => await timeLoop(env)},
    {name: '`docker run -d`, in parallel', run: async () => await timeLoop(env, '&')},
    {name: 'bottle', run: async () => await timeBottle(bottle, {folder, env})},
    ...(compose ? [{name: COMPOSE, run: async () => await timeCompose(compose, {folder, env})}] : []),
  ].filter(({name}) => isMeasured(name));
  const samples = await interleave(contenders, {rounds, onRound});
  await execute('docker', ['rmi', IMAGE]);
  return {
    title: `docker: until ${CONTAINERS} independent containers are running`,
    notes: [
      'bottle: from its start, including that of Node, to the start of a command that needs all of them',
    ],
    columns: ['', 'median, ms', 'spread', 'x shell loop'],
    rows: contenders.map(({name}) => row(name, samples)),
    skipped: compose ? [] : ['Compose'],
    samples: samples.byName,
  };
}

const numbers = Array.from({length: CONTAINERS}, (_, at) => at);

async function timeLoop(env: NodeJS.ProcessEnv, end = ';'): Promise<number> {
  const label = `bottle-bench=${randomUUID()}`;
  const all = numbers.join(' ');
  const loop = `for i in ${all}; do docker run -d --label ${label} ${IMAGE} sleep 600 >/dev/null ${end} done; wait`;
  const ms = await timeCommand(['sh', '-c', loop], {env});
  await removeLabelled(label);
  return ms;
}

interface Place {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

async function timeBottle([program, ...args]: Command, {folder, env}: Place): Promise<number> {
  const startedAt = Date.now();
  const {stdout} = await execute(program, [...args, 'run', '--format', 'json'], {
    cwd: folder,
    env,
    maxBuffer: 1 << 24,
  });
  const [stamp] = linesOf('all', eventsIn(stdout));
  return Number(stamp) - startedAt;
}

async function timeCompose([program, ...args]: Command, {folder, env}: Place): Promise<number> {
  const project = [...args, '-p', `bottle-bench-${randomUUID().slice(0, 8)}`];
  const ms = await timeCommand([program, ...project, 'up', '-d'], {cwd: folder, env});
  await execute(program, [...project, 'down', '-t', '0'], {cwd: folder});
  return ms;
}

async function removeLabelled(label: string): Promise<void> {
  const {stdout} = await execute('docker', ['ps', '-aq', '--filter', `label=${label}`]);
  const ids = stdout.split('\n').filter(id => id !== '');
  if (ids.length > 0) await execute('docker', ['rm', '-f', ...ids]);
}

function bottleFile(): string {
  const box = {container: {image: IMAGE, command: ['sleep', '600'], grace: '0s'}};
  const boxes = Object.fromEntries(numbers.map(at => [`box${at}`, box]));
  const all = {needs: Object.keys(boxes), run: ['date', '+%s%3N']};
  return JSON.stringify({until: 'all', tasks: {...boxes, all}});
}

function composeFile(): string {
  const box = {image: IMAGE, command: ['sleep', '600'], network_mode: 'bridge'};
  return JSON.stringify({services: Object.fromEntries(numbers.map(at => [`box${at}`, box]))});
}

function row(name: string, samples: Samples<number>): Row {
  const took = samples.of(name);
  const ratio = median(ratios(took, samples.of(SHELL_LOOP)));
  return [name, median(took).toFixed(0), spread(took, 0), ratio.toFixed(2)];
}
