import {spawn} from 'node:child_process';
import {mkdtempSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import type {DriverReport, Wait} from './lease-report.ts';
import {interleave, median, quantile, type Contender} from './measure.ts';
import {findPeer} from './peers.ts';
import {timeCommand} from './processes.ts';

/** The cost of a single lease, and how leases are shared if at least as many processes want one as there are. */
export const leases: Benchmark = {defaultRounds: 5, measure};

/** How long processes lease concurrently, and how long each holds a lease. */
const WINDOW_MS = 1_000;
const HOLD_MS = 10;

/** The numbers of processes; the pool has 16 addresses. */
const crowds = [1, 16, 20];

const hows = ['bottle', 'mkdir', 'proper-lockfile'];

async function measure({dir, env, rounds, onRound}: Settings): Promise<Result> {
  const driver = await bundleDriver(dir);
  const contenders: readonly Contender<Sample>[] = crowds.flatMap(processes =>
    hows.map(how => ({
      name: `${how}, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
      run: async () => await race({driver, how, processes, dir, env}),
    })),
  );
  const flock = findPeer('flock');
  const locks = flock ? [{name: FLOCK, run: async () => await timeFlock(flock, dir)}] : [];
  const samples = await interleave([...contenders, ...locks], {rounds, onRound, warmUp: false});
  return {
    title: 'leases of a pool of 16 addresses',
    notes: [
      `each process leases, holds ${HOLD_MS} ms (alone: 0) and releases repeatedly for ${WINDOW_MS / 1_000} s`,
      '`mkdir` and `proper-lockfile` try one address after another and retry after 5 ms; neither recovers from a crash',
      'fairness: fewest leases of a process / most leases of a process, median of the rounds',
    ],
    columns: ['', 'lease median, ms', 'p95, ms', 'release, ms', 'leases / s', 'fairness', 'double holders'],
    rows: [
      ...contenders.map(({name}) => row(name, samples.of(name).filter(isRace))),
      ...(flock
        ? [[FLOCK, median(samples.of(FLOCK).filter(isTime)).toFixed(2), '-', '-', '-', '-', '-']]
        : []),
    ],
    skipped: flock ? [] : ['flock'],
    samples: Object.fromEntries(
      Object.entries(samples.byName).map(([name, taken]) => [name, taken.map(withoutWaits)]),
    ),
  };
}

const FLOCK = '`flock FILE true`, a process';

/** The driver imports bottle's sources, which Node 20 cannot read on its own. */
async function bundleDriver(dir: string): Promise<string> {
  const outfile = join(dir, 'lease-driver.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('lease-driver.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {js: "import {createRequire} from 'node:module';const require = createRequire(import.meta.url);"},
    logLevel: 'warning',
  });
  return outfile;
}

/** A race, or the milliseconds of one `flock`. */
type Sample = Race | number;

interface Race {
  readonly waits: readonly Wait[];
  /** How often two processes held the same address. */
  readonly doubles: number;
  readonly perSecond: number;
  readonly fairness: number;
}

const isTime = (sample: Sample): sample is number => typeof sample === 'number';
const isRace = (sample: Sample): sample is Race => typeof sample !== 'number';

interface Crowd {
  readonly driver: string;
  readonly how: string;
  readonly processes: number;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Lets `processes` drivers lease concurrently, on their own state directory. */
async function race({driver, how, processes, dir, env}: Crowd): Promise<Race> {
  const stateDir = mkdtempSync(join(dir, 'leases-'));
  const argv = [driver, how, stateDir, String(processes === 1 ? 0 : HOLD_MS)];
  const children = Array.from({length: processes}, () =>
    spawn(process.execPath, argv, {env, stdio: ['pipe', 'pipe', 'inherit']}),
  );
  // Enough time for all of them to start; they sleep for the rest of it.
  const startAt = Date.now() + 500 + 100 * processes;
  for (const {stdin} of children) stdin.end(`${startAt} ${startAt + WINDOW_MS}`);
  const reports = await Promise.all(
    children.map(async ({stdout}) => JSON.parse(await text(stdout)) as DriverReport),
  );
  const counts = reports.map(({waits}) => waits.length);
  return {
    waits: reports.flatMap(({waits}) => waits),
    doubles: reports.reduce((sum, {doubles}) => sum + doubles, 0),
    perSecond: counts.reduce((sum, count) => sum + count, 0) / (WINDOW_MS / 1_000),
    fairness: Math.min(...counts) / Math.max(...counts),
  };
}

async function timeFlock(flock: string, dir: string): Promise<number> {
  const file = join(dir, 'flock');
  writeFileSync(file, '');
  const times: number[] = [];
  for (let turn = 0; turn < 50; turn++) times.push(await timeCommand([flock, file, 'true']));
  return median(times);
}

function row(name: string, rounds: readonly Race[]): Row {
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

/** Including every wait would make the file a hundred times as long. */
function withoutWaits(sample: Sample): unknown {
  if (isTime(sample)) return sample;
  const {waits, ...rest} = sample;
  return rest;
}
