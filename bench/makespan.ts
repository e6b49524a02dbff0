import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {criticalPathMs, randomGraph, type Graph} from './graph.ts';
import {interleave, median, ratios, spread, type Samples} from './measure.ts';
import {timeCommand} from './processes.ts';
import {findRunners, writeGraph, type Runner} from './runners.ts';

const TASKS = 60;

/**
 * How much longer than its critical path a graph of 60 sleeping tasks takes. Every round has its own graph, the same
 * for all programs. `node -e 0` also runs in every round; its time is subtracted from programs that run on Node.
 */
export const makespan: Benchmark = {defaultRounds: 7, measure};

async function measure({bottle, env, dir, rounds, onRound}: Settings): Promise<Result> {
  const {found, missing} = findRunners(bottle);
  const graphs = Array.from({length: rounds}, (_, round) => randomGraph(TASKS, round + 1));
  const node = {name: 'node -e 0', run: async () => await timeCommand([process.execPath, '-e', '0'])};
  const contenders = found.map(runner => ({name: runner.name, run: timeGraph(runner, {graphs, env, dir})}));
  const samples = await interleave([...contenders, node], {rounds, onRound});
  const paths = graphs.map(criticalPathMs);
  return {
    title: `makespan of ${TASKS} sleeping tasks (50-300 ms, up to 3 needs each) against the critical path`,
    notes: [
      `critical paths: ${median(paths).toFixed(0)} ms (median of ${rounds} seeded graphs)`,
      `\`node -e 0\`: ${median(samples.of(node.name)).toFixed(0)} ms (median)`,
      "`bare spawn()` is Node with nothing but spawn(), and `forker alone` Node with nothing but bottle's forker:",
      'the minimum for a runner on Node',
    ],
    columns: ['', 'over the critical path, ms', 'x critical path', 'spread', 'less node -e 0'],
    rows: found.map(runner => row(runner, samples, paths)),
    skipped: missing,
    samples: {criticalPathMs: paths, ...samples.byName},
  };
}

interface Place {
  readonly graphs: readonly Graph[];
  readonly env: NodeJS.ProcessEnv;
  readonly dir: string;
}

function timeGraph(runner: Runner, {graphs, env, dir}: Place): (round: number) => Promise<number> {
  const folders = graphs.map((graph, round) => {
    const folder = join(dir, `graph-${round}`);
    mkdirSync(folder, {recursive: true});
    return writeGraph(runner, graph, folder);
  });
  return async round =>
    await timeCommand(runner.command, {cwd: folders[round] ?? dir, env: {...env, ...runner.env}});
}

function row({name, startsNode}: Runner, samples: Samples<number>, paths: readonly number[]): Row {
  const took = samples.of(name);
  const over = differences(took, paths);
  const shares = ratios(took, paths);
  const less = ratios(differences(took, samples.of('node -e 0')), paths);
  return [
    name,
    median(over).toFixed(0),
    median(shares).toFixed(3),
    spread(shares, 3),
    startsNode ? median(less).toFixed(3) : '-',
  ];
}

function differences(numbers: readonly number[], bases: readonly number[]): readonly number[] {
  return numbers.map((number, round) => number - (bases[round] ?? NaN));
}
