import {mkdirSync} from 'node:fs';
import {loadavg} from 'node:os';
import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {containersBesideCompose} from './docker.ts';
import {criticalPathMs, noOps, randomGraph, slowed, type Graph} from './graph.ts';
import {interleave, median, ratios} from './measure.ts';
import {lagsOf} from './overshoot.ts';
import {findPeer} from './peers.ts';
import {timeCommand, type Command} from './processes.ts';
import {findRunners, writeGraph, type Runner, type Runners} from './runners.ts';
import {sandboxBesideScript} from './sandbox.ts';
import {hold, holders, type Held, type Holder} from './services.ts';

/** Everything with a target, compared with every peer on this machine, in about 12 minutes. */
export const targets: Benchmark = {defaultRounds: 7, measure};

/** The peers, in the order of the columns. */
const PEERS = [
  ...['node -e 0', 'make', 'ninja', 'just', 'task', 'process-compose'],
  ...['wireit', 'concurrently', 'turbo', 'moon', 'Compose', 'script'],
] as const;

/** Peers that take seconds for hundreds of tasks run in fewer rounds, and not at all for a thousand tasks or for sleeps. */
const SLOW = ['wireit', 'turbo', 'moon'];
const SLOW_ROUNDS = 3;

type Samples = Readonly<Record<string, readonly number[]>>;

/** A line of the table: the times of each program. */
interface Line {
  readonly what: string;
  readonly samples: Samples;
  readonly digits?: number;
  /** The target and the result: `1.2 (target 1.6)`. */
  readonly target?: string;
}

/** On a slow or busy machine, later sections run in fewer rounds. */
const LATE_MS = 8 * 60_000;
const FEW_ROUNDS = 3;

type Section = (settings: Settings, runners: Runners) => Promise<readonly Line[]>;

async function measure(settings: Settings): Promise<Result> {
  const runners = findRunners(settings.bottle);
  const lines: Line[] = [];
  const startedAt = performance.now();
  for (const [name, section] of Object.entries(sections)) {
    const isLate = performance.now() - startedAt > LATE_MS;
    const rounds = isLate ? Math.min(FEW_ROUNDS, settings.rounds) : settings.rounds;
    const failed = (error: Error): readonly Line[] => {
      // The table has room only for its first line.
      console.error(error.message);
      return [{what: `${name}: not measured`, samples: {}, target: error.message.split('\n')[0] ?? ''}];
    };
    lines.push(...(await section({...settings, rounds}, runners).catch(failed)));
  }
  return {
    title: 'everything with a target, in milliseconds (medians) unless another unit is given',
    notes: [
      `load ${loadavg()
        .map(load => load.toFixed(1))
        .join(' ')} at the end; ${SLOW.join(', ')}: ${SLOW_ROUNDS} rounds of 300 tasks`,
      '`-`: not supported, or not measured; last column: bottle as a multiple of the peer in the target',
    ],
    columns: ['', 'bottle', ...PEERS, 'bottle compared with its target'],
    rows: lines.map(row),
    skipped: [...runners.missing, ...['concurrently', 'node24', 'docker-compose'].filter(isMissing)],
    samples: Object.fromEntries(lines.map(({what, samples}) => [what, samples])),
  };
}

const sections: Readonly<Record<string, Section>> = {
  starts,
  'many tasks': manyTasks,
  services,
  overshoots,
  containers,
  sandboxes,
  sleeps,
};

function isMissing(name: string): boolean {
  return findPeer(name) === undefined;
}

function row({what, samples, digits = 0, target = ''}: Line): Row {
  const cell = (name: string): string => {
    const taken = samples[name] ?? [];
    return taken.length === 0 ? '-' : median(taken).toFixed(digits);
  };
  return [what, cell('bottle'), ...PEERS.map(cell), target];
}

/** The median of the ratios of each round. */
function against(samples: Samples, peer: string, limit: number, digits = 2): string {
  const [own = [], other = []] = [samples.bottle, samples[peer]];
  if (other.length === 0) return `${peer} is missing (target ${limit})`;
  return `${median(ratios(own, other)).toFixed(digits)} x ${peer} (target ${limit})`;
}

async function starts(
  {bottle, env, dir, rounds, onRound}: Settings,
  {found}: Runners,
): Promise<readonly Line[]> {
  const folder = join(dir, 'starts');
  mkdirSync(folder, {recursive: true});
  const one = noOps(1, 'wide');
  const node24 = findPeer('node24');
  const plan = writeGraph(
    {name: 'plan', command: bottle, files: graph => found[0]?.files(graph) ?? {}},
    one,
    folder,
  );
  const call = (name: string, argv: Command) => ({
    name,
    run: async () => await timeCommand(argv, {cwd: plan, env}),
  });
  const rest = bottle.slice(1);
  const others = found.filter(({name}) => name !== 'bare spawn()');
  const {byName} = await interleave(
    [
      call('node -e 0', [process.execPath, '-e', '0']),
      call('version', [...bottle, '--version']),
      call('plan', [...bottle, 'plan']),
      ...others.map(runner => timeRunner(runner, one, {env, dir: folder})),
      ...(node24 === undefined
        ? []
        : [
            call('node24', [node24, '-e', '0']),
            call('node24 plan', [node24, ...rest, 'plan']),
            call('node24 run', [node24, ...rest, 'run']),
          ]),
    ],
    {rounds, onRound},
  );
  const node = byName['node -e 0'] ?? [];
  const peers = Object.fromEntries(
    others.filter(({name}) => name !== 'bottle').map(({name}) => [name, byName[name] ?? []]),
  );
  const own = (name: string, base: string): Samples => ({
    bottle: byName[name] ?? [],
    'node -e 0': byName[base] ?? [],
  });
  const on24 = {...own('node24 run', 'node24'), 'process-compose': byName['process-compose'] ?? []};
  const version = own('version', 'node -e 0');
  const planned = own('plan', 'node -e 0');
  const run: Samples = {bottle: byName.bottle ?? [], 'node -e 0': node, ...peers};
  return [
    {what: '`--version`', samples: version, target: against(version, 'node -e 0', 1.2)},
    {what: '`plan` of a task', samples: planned, target: against(planned, 'node -e 0', 1.6)},
    {what: '`run` of a task', samples: run, target: against(run, 'node -e 0', 1.9)},
    ...(node24 === undefined
      ? []
      : [
          {what: 'Node 24: `plan`', samples: own('node24 plan', 'node24'), target: 'target 50 ms'},
          {what: 'Node 24: `run`', samples: on24, target: against(on24, 'process-compose', 1)},
        ]),
  ];
}

async function manyTasks(settings: Settings, {found}: Runners): Promise<readonly Line[]> {
  const quick = found.filter(({name}) => !SLOW.includes(name) && name !== 'bare spawn()');
  const slow = found.filter(({name}) => SLOW.includes(name));
  const wide = noOps(300, 'wide');
  const wideSamples = await timeGraph(wide, quick, slow, settings);
  const chainSamples = await timeGraph(noOps(300, 'chain'), quick, slow, settings);
  const thousand = await timeGraph(noOps(1000, 'wide'), quick, [], settings);
  const growth = median(ratios(thousand.bottle ?? [], wideSamples.bottle ?? []));
  return [
    {what: '300 tasks, wide', samples: wideSamples, target: against(wideSamples, 'process-compose', 1)},
    {what: '300 tasks, chain', samples: chainSamples, target: against(chainSamples, 'process-compose', 1)},
    {what: '1000 tasks, wide', samples: thousand, target: `${growth.toFixed(2)} x 300 (target 3.5)`},
  ];
}

async function timeGraph(
  graph: Graph,
  quick: readonly Runner[],
  slow: readonly Runner[],
  {env, dir, rounds, onRound}: Settings,
): Promise<Samples> {
  const folder = join(dir, `graph-${graph.length}-${graph.at(-1)?.needs.length ?? 0}`);
  mkdirSync(folder, {recursive: true});
  const contenders = (all: readonly Runner[]) =>
    all.map(runner => timeRunner(runner, graph, {env, dir: folder}));
  const {byName} = await interleave(contenders(quick), {rounds, onRound});
  const few = await interleave(contenders(slow), {rounds: SLOW_ROUNDS, warmUp: false, onRound});
  return {...byName, ...few.byName};
}

function timeRunner(runner: Runner, graph: Graph, {env, dir}: Pick<Settings, 'env' | 'dir'>) {
  const cwd = writeGraph(runner, graph, dir);
  const options = {cwd, env: {...env, ...runner.env}};
  return {name: runner.name, run: async () => await timeCommand(runner.command, options)};
}

/** Multiples of the critical path. Only bottle runs the long sleeps, since they take 20 s. */
async function sleeps(settings: Settings, {found}: Runners): Promise<readonly Line[]> {
  const peers = found.filter(({name}) => !['turbo', 'moon', 'bare spawn()'].includes(name));
  const short = await overPath(peers, 1, settings.rounds, settings);
  const long = await overPath(found.slice(0, 1), 10, SLOW_ROUNDS, settings);
  const [shortly, longly] = [median(short.bottle ?? []), median(long.bottle ?? [])] as const;
  return [
    {
      what: '60 sleeps of 50-300 ms, x critical path',
      samples: short,
      digits: 3,
      target: `${shortly.toFixed(3)} (target 1.03)`,
    },
    {
      ...{what: '60 sleeps of 0.5-3 s, without the start of Node', samples: long, digits: 3},
      target: `${longly.toFixed(3)} (target 1.005)`,
    },
  ];
}

async function overPath(
  runners: readonly Runner[],
  times: number,
  rounds: number,
  {env, dir, onRound}: Settings,
): Promise<Samples> {
  const graphs = Array.from({length: rounds}, (_, round) => slowed(randomGraph(60, round + 1), times));
  const folders = graphs.map((_, round) => join(dir, `sleeps-${times}-${round}`));
  for (const folder of folders) mkdirSync(folder, {recursive: true});
  const contenders = runners.map(runner => {
    const each = graphs.map((graph, round) => timeRunner(runner, graph, {env, dir: folders[round] ?? dir}));
    return {name: runner.name, run: async (round: number) => (await each[round]?.run()) ?? NaN};
  });
  const node = {name: 'node -e 0', run: async () => await timeCommand([process.execPath, '-e', '0'])};
  const {byName} = await interleave([...contenders, node], {rounds, warmUp: false, onRound});
  const paths = graphs.map(criticalPathMs);
  const less = (round: number): number => (times > 1 ? (byName['node -e 0']?.[round] ?? 0) : 0);
  return Object.fromEntries(
    runners.map(({name}) => [
      name,
      (byName[name] ?? []).map((ms, round) => (ms - less(round)) / (paths[round] ?? NaN)),
    ]),
  );
}

async function services({bottle, env, dir, rounds, onRound}: Settings): Promise<readonly Line[]> {
  const here = holders(bottle).filter(
    (holder): holder is Holder & {readonly command: Command} => holder.command !== undefined,
  );
  const measureAll = async (count: number, names: readonly string[]) => {
    const contenders = here
      .filter(({name}) => names.includes(name))
      .map(holder => ({name: holder.name, run: async () => await hold(holder, count, {dir, env})}));
    return (await interleave<Held>(contenders, {rounds, onRound})).byName;
  };
  const many = await measureAll(300, ['bottle', 'process-compose']);
  const hundred = await measureAll(
    100,
    here.map(({name}) => name),
  );
  const [cpu, memory, stop] = [only(many, 'cpuMs'), only(many, 'memoryMb'), only(hundred, 'stopMs')];
  return [
    {what: '300 running services: CPU time', samples: cpu, target: against(cpu, 'process-compose', 2)},
    {
      what: '300 running services: peak memory, MB',
      samples: memory,
      target: against(memory, 'process-compose', 1),
    },
    {what: 'Ctrl-C of 100 services', samples: stop, target: 'target 40 ms'},
  ];
}

function only(held: Readonly<Record<string, readonly Held[]>>, key: keyof Held): Samples {
  return Object.fromEntries(Object.entries(held).map(([name, all]) => [name, all.map(each => each[key])]));
}

async function overshoots(settings: Settings): Promise<readonly Line[]> {
  const lags = await lagsOf(['port', 'http', 'log'], ['bottle', 'process-compose'], settings);
  return ['port', 'http', 'log'].map(way => ({
    what: `overshoot of \`${way}\``,
    samples: {bottle: lags[`${way}: bottle`] ?? [], 'process-compose': lags[`${way}: process-compose`] ?? []},
    ...(way !== 'log' && {target: 'target 10 ms'}),
  }));
}

async function containers(settings: Settings): Promise<readonly Line[]> {
  const times = await containersBesideCompose({...settings, rounds: Math.min(settings.rounds, 5)});
  const samples: Samples = times ? {bottle: times.bottle, Compose: times.compose} : {};
  return [{what: '20 containers up', samples, target: against(samples, 'Compose', 0.6)}];
}

/** The script sleeps for 1.5 s, which is unnecessary on a good day. */
const SCRIPT_SLEEPS_MS = 1_500;

async function sandboxes(settings: Settings): Promise<readonly Line[]> {
  // The times vary, because most of them are the engine's.
  const rounds = 2 * Math.min(settings.rounds, 4);
  const {bottle, script} = await sandboxBesideScript({...settings, rounds});
  const both: Samples = {bottle, script: script.map(ms => ms - SCRIPT_SLEEPS_MS)};
  return [
    {
      what: 'agent sandbox, the script without its sleep',
      samples: both,
      target: against(both, 'script', 0.9),
    },
  ];
}
