import {execFileSync} from 'node:child_process';
import {closeSync, mkdtempSync, openSync, read, readFileSync, writeSync} from 'node:fs';
import {createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import {promisify} from 'node:util';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {interleave, median, quantile, type Contender} from './measure.ts';
import {findPeer} from './peers.ts';
import {timeCommand} from './processes.ts';
import {seeded} from './random.ts';
import {waitersFor, ways, type Waiter, type Way} from './waiters.ts';

/** A server becomes ready at a time in this range after its start. */
const SPAN_MS = {from: 200, to: 2_000};

/**
 * The time from a server's readiness to the start of the task that needs it. Server and waiter start together. The
 * delays differ between rounds, and are the same for all waiters.
 */
export const overshoot: Benchmark = {defaultRounds: 9, measure};

async function measure({bottle, env, dir, rounds, onRound}: Settings): Promise<Result> {
  const contenders = contendersFor(ways, {bottle, env, dir, rounds});
  const samples = await interleave(contenders, {rounds, onRound, warmUp: false});
  return {
    title: 'readiness overshoot: from the time a server is ready to the start of its dependent',
    notes: [
      `the server becomes ready ${SPAN_MS.from} to ${SPAN_MS.to} ms after its start; the waiter starts at the same time`,
      'the lag ends with the first action of the dependent, a line in a pipe; `wait-on, 1 ms` is `wait-on -i 1 -w 1`',
    ],
    columns: ['', 'lag median, ms', 'p95, ms', '% of the wait, median', 'p95', 'within 5 % or 25 ms'],
    rows: contenders.map(({name}) => row(name, samples.of(name))),
    skipped: ['wait-on', 'curl'].filter(name => findPeer(name) === undefined),
    samples: samples.byName,
  };
}

/** The lags in milliseconds of the waiters that support the `chosen` ways, by name: `port: bottle`. */
export async function lagsOf(
  chosen: readonly Way[],
  names: readonly string[],
  settings: Settings,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const contenders = contendersFor(chosen, settings).filter(({name}) =>
    names.some(each => name.endsWith(`: ${each}`)),
  );
  const {byName} = await interleave(contenders, {...settings, warmUp: false});
  return Object.fromEntries(
    Object.entries(byName).map(([name, lags]) => [name, lags.map(({lagMs}) => lagMs)]),
  );
}

function contendersFor(
  chosen: readonly Way[],
  {bottle, env, dir, rounds}: Omit<Settings, 'onRound'>,
): readonly Contender<Lag>[] {
  const random = seeded(1);
  const delays = Array.from({length: rounds}, () =>
    Math.round(SPAN_MS.from + random() * (SPAN_MS.to - SPAN_MS.from)),
  );
  return chosen.flatMap(way =>
    waitersFor(way, bottle).map(({name, command}) => ({
      name: `${way}: ${name}`,
      run: async (round: number) => await lagOf(command, {delayMs: delays[round] ?? 0, env, dir}),
    })),
  );
}

interface Lag {
  readonly lagMs: number;
  readonly waitedMs: number;
}

interface Place {
  readonly delayMs: number;
  readonly env: NodeJS.ProcessEnv;
  readonly dir: string;
}

async function lagOf(command: Waiter['command'], {delayMs, env, dir}: Place): Promise<Lag> {
  const folder = mkdtempSync(join(dir, 'late-'));
  const stamp = firstLine(join(folder, 'stamp'));
  try {
    await timeCommand(command({delayMs, port: await freePort(), folder}), {cwd: folder, env});
  } finally {
    stamp.end();
  }
  const {startedAt, readyAt} = JSON.parse(readFileSync(join(folder, 'moment'), 'utf8')) as Moment;
  return {lagMs: (await stamp.writtenAt) - readyAt, waitedMs: readyAt - startedAt};
}

/** Creates a named pipe, until `end`. `writtenAt` is the time of the first line, in milliseconds since the epoch. */
function firstLine(path: string): {readonly writtenAt: Promise<number>; end(): void} {
  execFileSync('mkfifo', [path]);
  const pipe = openSync(path, 'r+');
  const line = promisify(read)(pipe, Buffer.alloc(1), 0, 1, null);
  return {
    writtenAt: line.then(() => performance.timeOrigin + performance.now()),
    end() {
      // Ends a read that is still waiting, because the waiter has failed.
      writeSync(pipe, '\n');
      closeSync(pipe);
    },
  };
}

/** The contents of the file that late-server.mjs writes, in milliseconds since the epoch. */
interface Moment {
  readonly startedAt: number;
  readonly readyAt: number;
}

function row(name: string, samples: readonly Lag[]): Row {
  const lags = samples.map(({lagMs}) => lagMs);
  const shares = samples.map(({lagMs, waitedMs}) => (100 * lagMs) / waitedMs);
  const good = samples.filter(({lagMs, waitedMs}) => lagMs <= Math.max(25, 0.05 * waitedMs));
  const numbers = [median(lags), quantile(lags, 0.95), median(shares), quantile(shares, 0.95)];
  return [name, ...numbers.map(number => number.toFixed(1)), `${good.length} of ${samples.length}`];
}

/** A free port; it is very unlikely that another process takes it before the server does. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
