import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {copyBuild} from '../scripts/bundle/last-build.ts';
import type {Benchmark, Result, Settings} from './benchmark.ts';
import {check} from './check.ts';
import {cluster} from './cluster.ts';
import {buildCompose} from './compose.ts';
import {copies} from './copies.ts';
import {docker} from './docker.ts';
import {editor} from './editor.ts';
import {leases} from './leases.ts';
import {makespan} from './makespan.ts';
import {overshoot} from './overshoot.ts';
import {installPeers} from './peers.ts';
import type {Command} from './processes.ts';
import {page} from './page.ts';
import {published} from './published.ts';
import {sandbox} from './sandbox.ts';
import {ps} from './ps.ts';
import {startup} from './startup.ts';
import {table} from './table.ts';
import {targets} from './targets.ts';
import {terminal} from './terminal.ts';

/** The table of everything with a target; not run by default. */
const TABLE = 'table';

const benchmarks: ReadonlyMap<string, Benchmark> = new Map(
  Object.entries({
    [TABLE]: targets,
    ...{startup, ps, makespan, overshoot, leases, docker, copies, cluster},
    ...{published, sandbox, terminal, editor, check, page},
  }),
);

const usage = `usage: npm run bench -- [${[...benchmarks.keys()].join('] [')}] [--rounds N] [--json FILE] [--install-peers]`;

await main();

async function main(): Promise<void> {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      rounds: {type: 'string'},
      json: {type: 'string'},
      'install-peers': {type: 'boolean'},
    },
  });
  const chosen = choose(positionals);
  if (values['install-peers']) {
    installPeers();
    buildCompose();
    if (positionals.length === 0) return;
  }
  const results = await measureAll(chosen, values.rounds);
  if (values.json)
    writeFileSync(values.json, `${JSON.stringify({machine: machine(), results}, undefined, 2)}\n`);
}

/** The named benchmarks in the given order; all by default. */
function choose(names: readonly string[]): ReadonlyMap<string, Benchmark> {
  if (names.length === 0) return new Map([...benchmarks].filter(([name]) => name !== TABLE));
  return new Map(names.map(name => [name, benchmarks.get(name) ?? unknownName(name)]));
}

function unknownName(name: string): never {
  throw new Error(`unknown benchmark \`${name}\`; ${usage}`);
}

async function measureAll(
  chosen: ReadonlyMap<string, Benchmark>,
  rounds: string | undefined,
): Promise<readonly Result[]> {
  const dir = mkdtempSync(join(tmpdir(), 'bottle-bench-'));
  console.log(`${describe(machine())}\n`);
  try {
    const settings = {
      dir,
      bottle: await copyOfBottle(dir),
      env: {...process.env, BOTTLE_STATE_DIR: join(dir, 'state'), XDG_CACHE_HOME: join(dir, 'cache')},
    };
    const results = [];
    for (const [name, benchmark] of chosen)
      results.push(await measure({name, benchmark, rounds: numberOf(rounds, benchmark), settings}));
    return results;
  } finally {
    rmSync(dir, {recursive: true, force: true});
  }
}

function numberOf(rounds: string | undefined, {defaultRounds}: Benchmark): number {
  const number = Number(rounds ?? defaultRounds);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`expected a whole number of rounds, found \`${String(rounds)}\``);
}

interface Measurement {
  readonly name: string;
  readonly benchmark: Benchmark;
  readonly rounds: number;
  readonly settings: Omit<Settings, 'rounds' | 'onRound'>;
}

async function measure({name, benchmark, rounds, settings}: Measurement): Promise<Result> {
  const onRound = (round: number): unknown =>
    process.stderr.write(`${name}: round ${round + 1} of ${rounds}\n`);
  const result = {name, rounds, ...(await benchmark.measure({...settings, rounds, onRound}))};
  show(result, rounds);
  return result;
}

function show({title, notes, columns, rows, skipped = []}: Result, rounds: number): void {
  console.log(`${title}\n${rounds} rounds, all in turn; spread is the interquartile range`);
  for (const note of notes) console.log(note);
  console.log(`\n${table(columns, rows)}`);
  for (const name of skipped)
    console.log(`${name}: not found, skipped (\`npm run bench -- --install-peers\`)`);
  console.log('');
}

/** The command of a copy of bottle, so that a concurrent build does not change the program that is measured. */
async function copyOfBottle(dir: string): Promise<Command> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (!existsSync(join(root, 'dist/cli/bottle.js')))
    throw new Error('bottle is not built; run `npm run build` first');
  await copyBuild(join(dir, 'dist'), root);
  return [process.execPath, join(dir, 'dist', 'cli', 'bottle.js')];
}

interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  readonly platform: string;
}

function machine(): Machine {
  const [cpu] = cpus();
  const cores = availableParallelism();
  return {cores, cpu: cpu?.model ?? 'unknown', node: process.version, platform: process.platform};
}

function describe({cores, cpu, node, platform}: Machine): string {
  return `${cores} cores (${cpu}), ${platform}, node ${node}`;
}
