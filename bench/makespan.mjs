import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {criticalPathMs, randomGraph} from './graph.ts';
import {interleave, median, spread} from './measure.ts';
import {timeCommand} from './processes.ts';
import {graphRunners, writeGraph} from './runners.mjs';

const TASKS = 60;

export const defaultRounds = 7;

/**
 * How much longer than its critical path a graph of 60 sleeping tasks takes. Every round has a graph of its own, the same
 * for all; `node -e 0` runs in every round too, and is what is taken off where a program is started in Node.
 */
export async function makespan({bottle, env, dir, rounds, onRound}) {
  const runners = graphRunners({bottle});
  const found = runners.filter(({command}) => command);
  const graphs = Array.from({length: rounds}, (_, round) => randomGraph(TASKS, round + 1));
  const node = {name: 'node -e 0', run: async () => await timeCommand([process.execPath, '-e', '0'])};
  const contenders = found.map(runner => ({name: runner.name, run: timeGraph(runner, {graphs, env, dir})}));
  const samples = await interleave([...contenders, node], {rounds, onRound});
  const paths = graphs.map(criticalPathMs);
  return {
    title: `makespan of ${TASKS} sleeping tasks (50-300 ms, up to 3 needs each) against the critical path`,
    notes: [
      `critical paths: ${median(paths).toFixed(0)} ms (median of ${rounds} seeded graphs)`,
      `\`node -e 0\`: ${median(samples.get(node.name)).toFixed(0)} ms (median)`,
      '`bare spawn()` is Node with nothing but spawn(): the least a runner in Node takes',
    ],
    columns: ['', 'over the critical path, ms', 'x critical path', 'spread', 'less node -e 0'],
    rows: found.map(runner => row(runner, samples, paths)),
    skipped: runners.filter(({command}) => !command).map(({name}) => name),
    samples: {criticalPathMs: paths, ...Object.fromEntries(samples)},
  };
}

function timeGraph(runner, {graphs, env, dir}) {
  const folders = graphs.map((graph, round) => {
    const folder = join(dir, `graph-${round}`);
    mkdirSync(folder, {recursive: true});
    return writeGraph(runner, graph, folder);
  });
  return async round =>
    await timeCommand(runner.command, {cwd: folders[round], env: {...env, ...runner.env}});
}

function row({name, startsNode}, samples, paths) {
  const took = samples.get(name);
  const node = samples.get('node -e 0');
  const ratios = took.map((ms, round) => ms / paths[round]);
  const less = took.map((ms, round) => (ms - node[round]) / paths[round]);
  return [
    name,
    median(took.map((ms, round) => ms - paths[round])).toFixed(0),
    median(ratios).toFixed(3),
    spread(ratios, 3),
    startsNode ? median(less).toFixed(3) : '-',
  ];
}
