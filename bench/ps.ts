import {join} from 'node:path';
import type {Benchmark, Result, Settings} from './benchmark.ts';
import {makeRuns} from './listed-runs.ts';
import {interleave, median, spread} from './measure.ts';
import {timeCommand} from './processes.ts';

/** `bottle ps` of many runs should take at most 1.5 times `bottle --version` plus 150 ms. */
export const ps: Benchmark = {defaultRounds: 15, measure};

const RUNS = 50;
const TASKS = 10;

async function measure({bottle, env, dir, rounds, onRound}: Settings): Promise<Result> {
  const stateDir = join(dir, 'listed');
  const made = await makeRuns(stateDir, {runs: RUNS, tasks: TASKS});
  const command = (...args: readonly string[]) => ({
    name: ['bottle', ...args].join(' '),
    run: async () => await timeCommand([...bottle, ...args], {env: {...env, BOTTLE_STATE_DIR: stateDir}}),
  });
  try {
    const contenders = [command('--version'), command('ps'), command('ps', '--format', 'json')];
    const samples = await interleave(contenders, {rounds, onRound});
    const limit = 1.5 * median(samples.of('bottle --version')) + 150;
    return {
      title: `ps: ${RUNS} runs with ${TASKS} tasks each`,
      notes: [`the limit is 1.5 times \`bottle --version\` plus 150 ms: ${limit.toFixed(1)} ms`],
      columns: ['', 'median, ms', 'spread', 'of the limit'],
      rows: contenders.map(({name}) => {
        const took = samples.of(name);
        return [
          name,
          median(took).toFixed(1),
          spread(took),
          `${((median(took) / limit) * 100).toFixed(0)} %`,
        ];
      }),
      samples: samples.byName,
    };
  } finally {
    await made.close();
  }
}
