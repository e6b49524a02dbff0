import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {bottleFile} from './graph-files.ts';
import {randomGraph} from './graph.ts';
import {interleave, median, spread} from './measure.ts';
import {timeCommand} from './processes.ts';
import {graphRunners, writeGraph} from './runners.mjs';

export const defaultRounds = 15;

/** The cost of a call with next to nothing to do, as a multiple of Node's own start. */
export async function startup({bottle, env, dir, rounds, onRound}) {
  const folder = join(dir, 'check');
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'bottle.yaml'), THREE_TASKS);
  writeFileSync(join(folder, 'thousand.yaml'), bottleFile(randomGraph(1000, 1))['bottle.yaml']);
  const command = (name, argv) => ({name, run: async () => await timeCommand(argv, {cwd: folder, env})});
  const runners = graphRunners({bottle});
  const contenders = [
    command('node -e 0', [process.execPath, '-e', '0']),
    command('bottle --version', [...bottle, '--version']),
    command('bottle check, 3 tasks', [...bottle, 'check']),
    command('bottle plan, 3 tasks', [...bottle, 'plan']),
    command('bottle plan, 1000 tasks', [...bottle, 'plan', 'thousand.yaml']),
    ...runners.filter(found => found.command).map(runner => oneTask(runner, {env, dir})),
  ];
  const samples = await interleave(contenders, {rounds, onRound});
  const node = samples.get('node -e 0');
  return {
    title: 'start-up: a call with next to nothing to do, against `node -e 0`',
    notes: ['`1 task` runs a graph of one task, `sleep 0`; `bare spawn()` is Node with nothing but spawn()'],
    columns: ['', 'median, ms', 'spread', 'x node -e 0', 'spread'],
    rows: contenders.map(({name}) => row(name, samples.get(name), node)),
    skipped: runners.filter(({command}) => !command).map(({name}) => name),
    samples: Object.fromEntries(samples),
  };
}

const THREE_TASKS = `
tasks:
  db: {serve: ./db, ready: {port: 5432}}
  migrate: {run: ./migrate, needs: [db]}
  web: {serve: ./web, needs: [migrate], ready: {http: "http://127.0.0.1:8080/health"}}
`;

function oneTask(runner, {env, dir}) {
  const cwd = writeGraph(runner, [{name: 't0', ms: 0, needs: []}], dir);
  const options = {cwd, env: {...env, ...runner.env}};
  return {name: `${runner.name}, 1 task`, run: async () => await timeCommand(runner.command, options)};
}

function row(name, took, node) {
  const ratios = took.map((ms, round) => ms / node[round]);
  return [name, median(took).toFixed(1), spread(took), median(ratios).toFixed(2), spread(ratios, 2)];
}
