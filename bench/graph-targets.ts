import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Settings} from './benchmark.ts';
import {criticalPathMs, noOps, randomGraph, slowed, type Graph} from './graph.ts';
import {interleave, median, ratios} from './measure.ts';
import {timeCommand, timeWithPeak} from './processes.ts';
import {writeGraph, type Runner, type Runners} from './runners.ts';
import {against, type Line, type Samples} from './target-line.ts';

/** These peers take up to a minute for hundreds of tasks, so they have fewer rounds of their own, and do not run a thousand. */
export const SLOW = {names: ['turbo', 'moon'], rounds: 3};

export async function manyTasks(settings: Settings, {found}: Runners): Promise<readonly Line[]> {
  const quick = found.filter(({name}) => !SLOW.names.includes(name));
  const slow = found.filter(({name}) => SLOW.names.includes(name));
  const timeAll = async (graph: Graph): Promise<Samples> => ({
    ...(await timeGraph(graph, quick, settings)),
    ...(await timeGraph(graph, slow, {...settings, rounds: SLOW.rounds}, false)),
  });
  const wideSamples = await timeAll(noOps(300, 'wide'));
  const chainSamples = await timeAll(noOps(300, 'chain'));
  const thousand = await timeGraph(noOps(1000, 'wide'), quick, settings);
  const multiple = median(ratios(thousand.bottle ?? [], wideSamples.bottle ?? []));
  return [
    {what: '300 tasks, wide', samples: wideSamples, target: against(wideSamples, 'process-compose', 1)},
    {what: '300 tasks, chain', samples: chainSamples, target: against(chainSamples, 'process-compose', 1)},
    {what: '1000 tasks, wide', samples: thousand, target: `${multiple.toFixed(2)} x 300 (target 3.5)`},
  ];
}

async function timeGraph(
  graph: Graph,
  runners: readonly Runner[],
  {env, dir, rounds, onRound}: Settings,
  warmUp = true,
): Promise<Samples> {
  const folder = join(dir, `graph-${graph.length}-${graph.at(-1)?.needs.length ?? 0}`);
  mkdirSync(folder, {recursive: true});
  const contenders = runners.map(runner => timeRunner(runner, graph, {env, dir: folder}));
  return (await interleave(contenders, {rounds, onRound, warmUp})).byName;
}

export function timeRunner(runner: Runner, graph: Graph, {env, dir}: Pick<Settings, 'env' | 'dir'>) {
  const cwd = writeGraph(runner, graph, dir);
  const options = {cwd, env: {...env, ...runner.env}};
  return {name: runner.name, run: async () => await timeCommand(runner.command, options)};
}

/** The time and memory of runs of up to 3,000 tasks. */
export async function growth(settings: Settings, {found}: Runners): Promise<readonly Line[]> {
  const {env, dir, rounds, onRound} = settings;
  const contenders = found.slice(0, 1).flatMap(own =>
    [1500, 3000].map(count => {
      const cwd = writeGraph(own, noOps(count, 'wide'), join(dir, `growth-${count}`));
      return {name: String(count), run: async () => await timeWithPeak(own.command, {cwd, env})};
    }),
  );
  const samples = await interleave(contenders, {rounds, onRound});
  const [half, whole] = [samples.of('1500'), samples.of('3000')];
  const [ms, halfMs] = [whole, half].map(all => all.map(each => each.ms));
  return [
    {
      ...{what: '3000 tasks, wide', samples: {bottle: ms ?? []}},
      target: `${median(ratios(ms ?? [], halfMs ?? [])).toFixed(2)} x 1500 (target 2)`,
    },
    {
      ...{what: '3000 tasks: peak memory, MB', samples: {bottle: whole.map(({peakMb}) => peakMb)}},
      target: 'target 120 MB',
    },
  ];
}

/** Multiples of the critical path. Only bottle runs the long sleeps, since they take 20 s. */
export async function sleeps(settings: Settings, {found}: Runners): Promise<readonly Line[]> {
  const peers = found.filter(({name}) => !SLOW.names.includes(name));
  const short = await overPath(peers, 1, settings);
  const long = await overPath(found.slice(0, 1), 10, settings);
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
  {env, dir, rounds, onRound}: Settings,
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
