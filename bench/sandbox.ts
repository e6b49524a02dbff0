import {mkdirSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {serveStandin} from '../test/support/serve-standin.ts';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {answers, execute, noEngine} from './docker-image.ts';
import {eventsIn} from './events.ts';
import {interleave, median, ratios, spread, type Contender} from './measure.ts';
import {timeCommand} from './processes.ts';
import {
  launchFile,
  runBottle,
  runScript,
  type Images,
  type Launch,
  type SandboxSetup,
} from './sandbox-launch.ts';

/** The launch of examples/agent-sandbox, with its launch file and with the script that it replaced. */
export const sandbox: Benchmark = {
  defaultRounds: 5,
  measure: async settings => await measure(settings, WINDOWS_MS),
};

/** Measures only machines with the normal window. Returns the milliseconds until the agent starts, of each round. */
export async function sandboxBesideScript(
  settings: Settings,
): Promise<{readonly bottle: readonly number[]; readonly script: readonly number[]}> {
  const {samples} = await measure(settings, [NORMAL_WINDOW_MS]);
  const begins = (who: string): readonly number[] =>
    ((samples[nameOf(who, NORMAL_WINDOW_MS)] ?? []) as readonly Launch[]).map(({beginsMs}) => beginsMs);
  return {bottle: begins('bottle'), script: begins('script')};
}

/** How long a machine takes to boot, and how long it kills commands after that: normally, and on a bad day. Milliseconds. */
const START_MS = 300;
const NORMAL_WINDOW_MS = 400;
const WINDOWS_MS = [NORMAL_WINDOW_MS, 2000];

async function measure(settings: Settings, windowsMs: readonly number[]): Promise<Result> {
  if (!(await answers('version'))) return noEngine('sandbox');
  const standin = join(settings.dir, 'smolvm');
  const end = await serveStandin(standin);
  try {
    return await measureWith({standin, windowsMs}, settings);
  } finally {
    await end();
  }
}

async function measureWith(
  {standin, windowsMs}: {readonly standin: string; readonly windowsMs: readonly number[]},
  {bottle, env: outer, dir, rounds, onRound}: Settings,
): Promise<Result> {
  const env = withStandin(outer, standin, join(dir, 'sandbox', 'first'));
  const setup = {bottle, dir: join(dir, 'sandbox'), env};
  mkdirSync(join(setup.dir, 'archives'), {recursive: true});
  const images = await imagesOf(setup);
  const contenders: readonly Contender<Sample>[] = windowsMs.flatMap(windowMs => [
    {name: nameOf('bottle', windowMs), run: async () => await runBottle(setup, windowMs)},
    {name: nameOf('script', windowMs), run: async () => await runScript(setup, {images, windowMs})},
  ]);
  const call = {
    name: 'smolvm --version',
    run: async () => await timeCommand(['smolvm', '--version'], {env: setup.env}),
  };
  const samples = await interleave([...contenders, call], {rounds, onRound});
  return {
    title: 'sandbox: the launch of examples/agent-sandbox, and the script that it replaced',
    notes: [
      'both use the same prebuilt images and archives of the machine, and the same stand-in with the same hazards',
      `the stand-in for smolvm boots in ${START_MS} ms; commands in the window after that are killed; the script sleeps 1.5 s`,
      `a call of the stand-in, which takes about as long as that of a native program: ${median(samples.of(call.name).filter(isTime)).toFixed(0)} ms (median)`,
      'begins: from the call until the agent starts; whole: until everything has stopped. Only successful launches are timed',
      'the script checks only whether the image of the machine is up to date, and bottle checks all five images;',
      'bottle waits until the containers respond and verifies the effects of its commands, and the script does not',
    ],
    columns: [
      ...['', 'begins, ms', 'spread', 'x bottle', 'whole, ms', 'spread', 'x bottle'],
      ...['calls', 'succeeded', 'home repaired', 'leftovers'],
    ],
    rows: windowsMs.flatMap(windowMs =>
      ['bottle', 'script'].map(who => {
        const launches = (name: string): readonly Launch[] => samples.of(name).filter(isLaunch);
        const name = nameOf(who, windowMs);
        return row(name, launches(name), launches(nameOf('bottle', windowMs)));
      }),
    ),
    samples: samples.byName,
  };
}

/** A launch, or the milliseconds of one call of the stand-in. */
type Sample = Launch | number;

const isTime = (sample: Sample): sample is number => typeof sample === 'number';
const isLaunch = (sample: Sample): sample is Launch => typeof sample !== 'number';

const nameOf = (who: string, windowMs: number): string => `${who}, window of ${windowMs} ms`;

function withStandin(env: NodeJS.ProcessEnv, standin: string, home: string): NodeJS.ProcessEnv {
  return {
    ...env,
    PATH: `${standin}${delimiter}${env.PATH ?? ''}`,
    SMOLVM_STANDIN_HOME: home,
    SMOLVM_STANDIN_START_MS: String(START_MS),
  };
}

/** A first launch builds the images for both. */
async function imagesOf({bottle: [program, ...args], env}: SandboxSetup): Promise<Images> {
  const {stdout} = await execute(program, [...args, 'run', launchFile, '--format', 'json'], {
    env,
    maxBuffer: 1 << 24,
  });
  const refOf = (task: string): string | undefined =>
    eventsIn(stdout).flatMap(event =>
      'outputs' in event && event.task === task ? [event.outputs.ref] : [],
    )[0];
  return {BUNDLE_IMAGE: refOf('bundle-image'), OUTSIDE_IMAGE: refOf('outside-image')};
}

function row(name: string, launches: readonly Launch[], bases: readonly Launch[]): Row {
  const count = (test: (launch: Launch) => boolean): string =>
    `${launches.filter(test).length} of ${launches.length}`;
  return [
    name,
    ...times('beginsMs', launches, bases),
    ...times('wholeMs', launches, bases),
    median(launches.map(({calls}) => calls)),
    count(isGood),
    count(({isRepaired}) => isRepaired),
    launches.flatMap(({left}) => left).length,
  ];
}

/** Only rounds in which both succeeded count. */
function times(
  key: 'beginsMs' | 'wholeMs',
  launches: readonly Launch[],
  bases: readonly Launch[],
): readonly string[] {
  const good = launches.map((launch, round) => isGood(launch) && isGood(bases[round]));
  const timesOf = (all: readonly Launch[]): readonly number[] =>
    all.filter((_, round) => good[round]).map(launch => launch[key]);
  const took = timesOf(launches);
  if (took.length === 0) return ['-', '-', '-'];
  return [median(took).toFixed(0), spread(took, 0), median(ratios(took, timesOf(bases))).toFixed(2)];
}

function isGood(launch: Launch | undefined): boolean {
  return launch?.code === 0;
}
