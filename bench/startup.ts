import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {bottleFile} from './graph-files.ts';
import {randomGraph} from './graph.ts';
import {interleave, median, ratios, spread, type Contender} from './measure.ts';
import {timeCommand, type Command} from './processes.ts';
import {findPeer} from './peers.ts';
import {findRunners, writeFiles, writeGraph, type Runner} from './runners.ts';

/** The cost of a minimal call, as a multiple of the start of Node. */
export const startup: Benchmark = {defaultRounds: 15, measure};

async function measure({bottle, env, dir, rounds, onRound}: Settings): Promise<Result> {
  const folder = join(dir, 'check');
  const thousand = join(folder, 'thousand');
  writeFiles({'bottle.yaml': THREE_TASKS}, folder);
  writeFiles(bottleFile(randomGraph(1000, 1)), thousand);
  const command = (name: string, argv: Command): Contender<number> => ({
    name,
    run: async () => await timeCommand(argv, {cwd: folder, env}),
  });
  const {found, missing} = findRunners(bottle);
  const contenders = [
    command('node -e 0', [process.execPath, '-e', '0']),
    command('bottle --version', [...bottle, '--version']),
    command('bottle check, 3 tasks', [...bottle, 'check']),
    command('bottle plan, 3 tasks', [...bottle, 'plan']),
    command('bottle plan, 1000 tasks', [...bottle, 'plan', join(thousand, 'bottle.yaml')]),
    ...found.map(runner => oneTask(runner, {env, dir})),
    ...otherNodes().flatMap(({name, node}) => [
      command(`${name} -e 0`, [node, '-e', '0']),
      command(`${name} bottle --version`, [node, ...bottle.slice(1), '--version']),
      command(`${name} bottle plan, 3 tasks`, [node, ...bottle.slice(1), 'plan']),
      oneTask({...bottleOn(node, bottle), name: `${name} bottle`}, {env, dir}),
    ]),
  ];
  const samples = await interleave(contenders, {rounds, onRound});
  const node = samples.of('node -e 0');
  return {
    title: 'start-up: a minimal call, compared with `node -e 0`',
    notes: [
      "`1 task` runs a graph with one task, `true`; `bare spawn()` and `forker alone` are Node with nothing but spawn() or bottle's forker",
    ],
    columns: ['', 'median, ms', 'spread', 'x node -e 0', 'spread'],
    rows: contenders.map(({name}) => row(name, samples.of(name), node)),
    skipped: missing,
    samples: samples.byName,
  };
}

const THREE_TASKS = `
tasks:
  db: {serve: ./db, ready: {port: 5432}}
  migrate: {run: ./migrate, needs: [db]}
  web: {serve: ./web, needs: [migrate], ready: {http: "http://127.0.0.1:8080/health"}}
`;

/** The versions of Node among the peers, in addition to the one that runs this. */
function otherNodes(): readonly {readonly name: string; readonly node: string}[] {
  return ['node22', 'node24'].flatMap(name => {
    const node = findPeer(name);
    return node === undefined ? [] : [{name, node}];
  });
}

function bottleOn(node: string, bottle: Command): Runner {
  const command: Command = [node, ...bottle.slice(1), 'run'];
  return {name: 'bottle', files: bottleFile, command};
}

function oneTask(runner: Runner, {env, dir}: Pick<Settings, 'env' | 'dir'>): Contender<number> {
  const cwd = writeGraph(runner, [{name: 't0', ms: 0, needs: []}], dir);
  const options = {cwd, env: {...env, ...runner.env}};
  return {name: `${runner.name}, 1 task`, run: async () => await timeCommand(runner.command, options)};
}

function row(name: string, took: readonly number[], node: readonly number[]): Row {
  const multiples = ratios(took, node);
  return [name, median(took).toFixed(1), spread(took), median(multiples).toFixed(2), spread(multiples, 2)];
}
