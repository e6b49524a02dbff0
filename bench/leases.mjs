import {spawn} from 'node:child_process';
import {mkdtempSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {interleave, median, quantile} from './measure.ts';
import {findPeer} from './peers.ts';
import {timeCommand} from './processes.ts';

export const defaultRounds = 5;

/** How long processes lease side by side, and how long each keeps what it has got. */
const WINDOW_MS = 1_000;
const HOLD_MS = 10;

/** How many processes; the pool has 16 addresses. */
const crowds = [1, 16, 20];

const hows = ['bottle', 'mkdir', 'proper-lockfile'];

/** The cost of a single lease, and how leases are shared when as many or more processes want one than there are. */
export async function leases({dir, env, rounds, onRound}) {
  const driver = await bundleDriver(dir);
  const contenders = crowds.flatMap(processes =>
    hows.map(how => ({
      name: `${how}, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
      run: async () => await race({driver, how, processes, dir, env}),
    })),
  );
  const flock = findPeer('flock');
  const lock = {name: FLOCK, run: async () => await timeFlock(flock, dir)};
  const samples = await interleave([...contenders, ...(flock ? [lock] : [])], {
    rounds,
    onRound,
    warmUp: false,
  });
  return {
    title: 'leases of a pool of 16 addresses',
    notes: [
      `each process leases, holds ${HOLD_MS} ms (alone: 0) and gives back, over and over for ${WINDOW_MS / 1_000} s`,
      '`mkdir` and `proper-lockfile` try address after address and ask again after 5 ms; neither takes back what a crash left',
      'fairness: leases of the process that got fewest / most, the median of the rounds',
    ],
    columns: ['', 'lease median, ms', 'p95, ms', 'give back, ms', 'leases / s', 'fairness', 'double holders'],
    rows: [
      ...contenders.map(({name}) => row(name, samples.get(name))),
      ...(flock ? [[FLOCK, median(samples.get(FLOCK)).toFixed(2), '-', '-', '-', '-', '-']] : []),
    ],
    skipped: flock ? [] : ['flock'],
    samples: Object.fromEntries([...samples].map(([name, taken]) => [name, taken.map(withoutWaits)])),
  };
}

const FLOCK = '`flock FILE true`, a process';

/** The driver imports the sources of bottle; Node 20 cannot read those by itself. */
async function bundleDriver(dir) {
  const outfile = join(dir, 'lease-driver.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('lease-driver.mjs', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {js: "import {createRequire} from 'node:module';const require = createRequire(import.meta.url);"},
    logLevel: 'warning',
  });
  return outfile;
}

/** Lets `processes` drivers lease at the same time, on a state directory of their own. */
async function race({driver, how, processes, dir, env}) {
  const stateDir = mkdtempSync(join(dir, 'leases-'));
  const argv = [driver, how, stateDir, String(processes === 1 ? 0 : HOLD_MS)];
  const children = Array.from({length: processes}, () =>
    spawn(process.execPath, argv, {env, stdio: ['pipe', 'pipe', 'inherit']}),
  );
  // Time enough for all of them to have started; what is left of it they sleep.
  const startAt = Date.now() + 500 + 100 * processes;
  for (const {stdin} of children) stdin.end(`${startAt} ${startAt + WINDOW_MS}`);
  const told = await Promise.all(children.map(async ({stdout}) => JSON.parse(await text(stdout))));
  const counts = told.map(({waits}) => waits.length);
  return {
    waits: told.flatMap(({waits}) => waits),
    doubles: told.reduce((sum, {doubles}) => sum + doubles, 0),
    perSecond: counts.reduce((sum, count) => sum + count, 0) / (WINDOW_MS / 1_000),
    fairness: Math.min(...counts) / Math.max(...counts),
  };
}

async function timeFlock(flock, dir) {
  const file = join(dir, 'flock');
  writeFileSync(file, '');
  const times = [];
  for (let turn = 0; turn < 50; turn++) times.push(await timeCommand([flock, file, 'true']));
  return median(times);
}

function row(name, rounds) {
  const waits = rounds.flatMap(round => round.waits);
  const taken = waits.map(({takenMs}) => takenMs);
  return [
    name,
    median(taken).toFixed(2),
    quantile(taken, 0.95).toFixed(2),
    median(waits.map(({givenMs}) => givenMs)).toFixed(2),
    median(rounds.map(({perSecond}) => perSecond)).toFixed(0),
    median(rounds.map(({fairness}) => fairness)).toFixed(2),
    String(rounds.reduce((sum, {doubles}) => sum + doubles, 0)),
  ];
}

/** Every single wait would make the file a hundred times as long. */
function withoutWaits(sample) {
  const {waits, ...rest} = sample;
  return waits ? rest : sample;
}
