import {mkdirSync} from 'node:fs';
import {loadavg} from 'node:os';
import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {containersBesideCompose} from './docker.ts';
import {noOps} from './graph.ts';
import {growth, manyTasks, sleeps, SLOW, timeRunner} from './graph-targets.ts';
import {interleave, median, ratios} from './measure.ts';
import {lagsOf} from './overshoot.ts';
import {findPeer} from './peers.ts';
import {timeCommand, type Command} from './processes.ts';
import {findRunners, writeGraph, type Runners} from './runners.ts';
import {sandboxBesideScript} from './sandbox.ts';
import {hold, holders, type Held, type Holder} from './services.ts';
import {against, type Line, type Samples, type Section} from './target-line.ts';
import {liveViewBesidePlain} from './terminal.ts';

/** Everything with a target, compared with every peer on this machine, in about 18 minutes. */
export const targets: Benchmark = {defaultRounds: 7, measure};

/** The peers, in the order of the columns. */
const PEERS = [
  ...['node -e 0', 'bare spawn()', 'forker alone', 'make', 'ninja', 'just', 'task', 'process-compose'],
  ...['wireit', 'concurrently', 'turbo', 'moon', 'Compose', 'script'],
] as const;

async function measure(settings: Settings): Promise<Result> {
  const runners = findRunners(settings.bottle);
  const lines: Line[] = [];
  for (const [name, section] of Object.entries(sections)) {
    const failed = (error: Error): readonly Line[] => {
      // The table has room only for its first line.
      console.error(error.message);
      return [{what: `${name}: not measured`, samples: {}, target: error.message.split('\n')[0] ?? ''}];
    };
    lines.push(...(await section(settings, runners).catch(failed)));
  }
  return {
    title: 'everything with a target, in milliseconds (medians) unless another unit is given',
    notes: [
      `load ${loadavg()
        .map(load => load.toFixed(1))
        .join(' ')} at the end; ${SLOW.names.join(', ')}: ${SLOW.rounds} rounds of 300 tasks`,
      '`-`: not supported, or not measured; last column: bottle as a multiple of the peer in the target',
    ],
    columns: ['', 'bottle', ...PEERS, 'bottle compared with its target'],
    rows: lines.map(row),
    skipped: [...runners.missing, ...['concurrently', 'node24', 'docker-compose'].filter(isMissing)],
    samples: Object.fromEntries(lines.map(({what, samples}) => [what, samples])),
  };
}

const sections: Readonly<Record<string, Section>> = {
  starts,
  'many tasks': manyTasks,
  growth,
  'live view': liveView,
  services,
  overshoots,
  containers,
  sandboxes,
  sleeps,
};

function isMissing(name: string): boolean {
  return findPeer(name) === undefined;
}

function row({what, samples, digits = 0, target = ''}: Line): Row {
  const cell = (name: string): string => {
    const taken = samples[name] ?? [];
    return taken.length === 0 ? '-' : median(taken).toFixed(digits);
  };
  return [what, cell('bottle'), ...PEERS.map(cell), target];
}

async function starts(
  {bottle, env, dir, rounds, onRound}: Settings,
  {found}: Runners,
): Promise<readonly Line[]> {
  const folder = join(dir, 'starts');
  mkdirSync(folder, {recursive: true});
  const one = noOps(1, 'wide');
  const node24 = findPeer('node24');
  const plan = writeGraph(
    {name: 'plan', command: bottle, files: graph => found[0]?.files(graph) ?? {}},
    one,
    folder,
  );
  const call = (name: string, argv: Command) => ({
    name,
    run: async () => await timeCommand(argv, {cwd: plan, env}),
  });
  const rest = bottle.slice(1);
  const {byName} = await interleave(
    [
      call('node -e 0', [process.execPath, '-e', '0']),
      call('version', [...bottle, '--version']),
      call('plan', [...bottle, 'plan']),
      ...found.map(runner => timeRunner(runner, one, {env, dir: folder})),
      ...(node24 === undefined
        ? []
        : [
            call('node24', [node24, '-e', '0']),
            call('node24 plan', [node24, ...rest, 'plan']),
            call('node24 run', [node24, ...rest, 'run']),
          ]),
    ],
    {rounds, onRound},
  );
  const node = byName['node -e 0'] ?? [];
  const peers = Object.fromEntries(
    found.filter(({name}) => name !== 'bottle').map(({name}) => [name, byName[name] ?? []]),
  );
  const own = (name: string, base: string): Samples => ({
    bottle: byName[name] ?? [],
    'node -e 0': byName[base] ?? [],
  });
  const on24 = {...own('node24 run', 'node24'), 'process-compose': byName['process-compose'] ?? []};
  const version = own('version', 'node -e 0');
  const planned = own('plan', 'node -e 0');
  const run: Samples = {bottle: byName.bottle ?? [], 'node -e 0': node, ...peers};
  return [
    {what: '`--version`', samples: version, target: against(version, 'node -e 0', 1.2)},
    {what: '`plan` of a task', samples: planned, target: against(planned, 'node -e 0', 1.6)},
    {what: '`run` of a task', samples: run, target: against(run, 'node -e 0', 1.9)},
    ...(node24 === undefined
      ? []
      : [
          {what: 'Node 24: `plan`', samples: own('node24 plan', 'node24'), target: 'target 50 ms'},
          {what: 'Node 24: `run`', samples: on24, target: against(on24, 'process-compose', 1)},
        ]),
  ];
}

async function liveView(settings: Settings): Promise<readonly Line[]> {
  const {live, plain} = await liveViewBesidePlain(settings);
  const times = (key: 'ms' | 'cpuMs'): string => {
    const [views, lines] = [live, plain].map(all => all.map(each => each[key]));
    return median(ratios(views ?? [], lines ?? [])).toFixed(3);
  };
  return [
    {
      ...{what: 'live view, 300 tasks', samples: {bottle: live.map(({ms}) => ms)}},
      target: `${times('ms')} x plain lines, CPU ${times('cpuMs')} (target 1.03)`,
    },
  ];
}

async function services({bottle, env, dir, rounds, onRound}: Settings): Promise<readonly Line[]> {
  const here = holders(bottle).filter(
    (holder): holder is Holder & {readonly command: Command} => holder.command !== undefined,
  );
  const measureAll = async (count: number, names: readonly string[]) => {
    const contenders = here
      .filter(({name}) => names.includes(name))
      .map(holder => ({name: holder.name, run: async () => await hold(holder, count, {dir, env})}));
    return (await interleave<Held>(contenders, {rounds, onRound})).byName;
  };
  const many = await measureAll(300, ['bottle', 'process-compose']);
  const hundred = await measureAll(
    100,
    here.map(({name}) => name),
  );
  const [cpu, memory, stop] = [only(many, 'cpuMs'), only(many, 'memoryMb'), only(hundred, 'stopMs')];
  return [
    {what: '300 running services: CPU time', samples: cpu, target: against(cpu, 'process-compose', 2)},
    {
      what: '300 running services: peak memory, MB',
      samples: memory,
      target: against(memory, 'process-compose', 1),
    },
    {what: 'Ctrl-C of 100 services', samples: stop, target: 'target 40 ms'},
  ];
}

function only(held: Readonly<Record<string, readonly Held[]>>, key: keyof Held): Samples {
  return Object.fromEntries(Object.entries(held).map(([name, all]) => [name, all.map(each => each[key])]));
}

async function overshoots(settings: Settings): Promise<readonly Line[]> {
  const lags = await lagsOf(['port', 'http', 'log'], ['bottle', 'process-compose'], settings);
  return ['port', 'http', 'log'].map(way => ({
    what: `overshoot of \`${way}\``,
    samples: {bottle: lags[`${way}: bottle`] ?? [], 'process-compose': lags[`${way}: process-compose`] ?? []},
    ...(way !== 'log' && {target: 'target 10 ms'}),
  }));
}

async function containers(settings: Settings): Promise<readonly Line[]> {
  const times = await containersBesideCompose(settings);
  const samples: Samples = times ? {bottle: times.bottle, Compose: times.compose} : {};
  return [{what: '20 containers up', samples, target: against(samples, 'Compose', 0.6)}];
}

/** The script sleeps for 1.5 s, which is unnecessary on a good day. */
const SCRIPT_SLEEPS_MS = 1_500;

async function sandboxes(settings: Settings): Promise<readonly Line[]> {
  const {bottle, script} = await sandboxBesideScript(settings);
  const both: Samples = {bottle, script: script.map(ms => ms - SCRIPT_SLEEPS_MS)};
  return [
    {
      what: 'agent sandbox, the script without its sleep',
      samples: both,
      target: against(both, 'script', 0.9),
    },
  ];
}
