import {cpSync, existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {buildCompose} from './compose.ts';
import {installPeers} from './peers.ts';
import {table} from './table.ts';

const names = [
  'startup',
  'makespan',
  'overshoot',
  'leases',
  'docker',
  'published',
  'sandbox',
  'terminal',
  'editor',
  'check',
];

const usage = `usage: npm run bench -- [${names.join('] [')}] [--rounds N] [--json FILE] [--install-peers]`;

await main();

async function main() {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      rounds: {type: 'string'},
      json: {type: 'string'},
      'install-peers': {type: 'boolean'},
    },
  });
  const unknown = positionals.find(name => !names.includes(name));
  if (unknown !== undefined) throw new Error(`unknown benchmark \`${unknown}\`; ${usage}`);
  if (values['install-peers']) {
    installPeers();
    buildCompose();
    if (positionals.length === 0) return;
  }
  const results = await measureAll(positionals.length > 0 ? positionals : names, values);
  if (values.json)
    writeFileSync(values.json, `${JSON.stringify({machine: machine(), results}, undefined, 2)}\n`);
}

async function measureAll(chosen, {rounds}) {
  const dir = mkdtempSync(join(tmpdir(), 'bottle-bench-'));
  console.log(`${machine().text}\n`);
  try {
    const world = {
      dir,
      bottle: copyOfBottle(dir),
      env: {...process.env, BOTTLE_STATE_DIR: join(dir, 'state'), XDG_CACHE_HOME: join(dir, 'cache')},
    };
    const results = [];
    for (const name of chosen) results.push(await measure(name, world, rounds));
    return results;
  } finally {
    rmSync(dir, {recursive: true, force: true});
  }
}

async function measure(name, world, wanted) {
  const {[name]: benchmark, defaultRounds} = await import(`./${name}.mjs`);
  const rounds = Number(wanted ?? defaultRounds);
  if (!(Number.isInteger(rounds) && rounds > 0))
    throw new Error(`expected a whole number of rounds, found \`${wanted}\``);
  const onRound = round => process.stderr.write(`${name}: round ${round + 1} of ${rounds}\n`);
  const result = {name, rounds, ...(await benchmark({...world, rounds, onRound}))};
  show(result);
  return result;
}

function show({title, rounds, notes, columns, rows, skipped = []}) {
  console.log(`${title}\n${rounds} rounds, all in turn; spread is the middle half`);
  for (const note of notes) console.log(note);
  console.log(`\n${table(columns, rows)}`);
  for (const name of skipped)
    console.log(`${name}: not found, skipped (\`npm run bench -- --install-peers\`)`);
  console.log('');
}

/** The command of a copy, so that a build that goes on meanwhile does not exchange what is measured. */
function copyOfBottle(dir) {
  const built = fileURLToPath(new URL('../dist', import.meta.url));
  if (!existsSync(join(built, 'cli/bottle.js')))
    throw new Error('bottle is not built; run `npm run build` first');
  cpSync(built, join(dir, 'dist'), {recursive: true});
  // Without it Node parses each file twice to find out that it is a module.
  writeFileSync(join(dir, 'package.json'), '{"type": "module"}\n');
  return [process.execPath, join(dir, 'dist', 'cli', 'bottle.js')];
}

function machine() {
  const cores = availableParallelism();
  const [cpu] = cpus();
  const facts = {cores, cpu: cpu?.model ?? 'unknown', node: process.version, platform: process.platform};
  return {...facts, text: `${cores} cores (${facts.cpu}), ${facts.platform}, node ${facts.node}`};
}
