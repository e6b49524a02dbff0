import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {interleave, median, ratios, spread, type Samples} from './measure.ts';
import {timeCommand, type Command} from './processes.ts';

/** The cost of the live view, compared with plain lines on the same terminal: a pty that `script` reads. */
export const terminal: Benchmark = {defaultRounds: 9, measure};

async function measure(settings: Settings): Promise<Result> {
  const contenders = CASES.flatMap(each => viewsOf(each, settings));
  const samples = await interleave(contenders, settings);
  return {
    title:
      'terminal: the live view (`auto`) compared with plain lines on the same terminal, 50 rows of 200 columns',
    notes: [
      'ratios by round',
      'CPU: user and system time of bottle and its tasks, which are the same for both',
    ],
    columns: [
      ...['', 'median, ms', 'spread', 'x plain', 'spread'],
      ...['CPU median, ms', 'spread', 'x plain', 'spread'],
    ],
    rows: contenders.map(({name}) => row(name, samples)),
    samples: samples.byName,
  };
}

/** The time of a run with the live view and with plain lines, in each round. */
export async function liveViewBesidePlain(settings: Settings) {
  const views = viewsOf(MANY_TASKS, settings);
  const {byName} = await interleave(views, settings);
  const [plain = [], live = []] = views.map(({name}) => byName[name]);
  return {plain, live};
}

/** Plain lines and the live view. */
function viewsOf({name, file}: (typeof CASES)[number], {bottle, env, dir}: Settings) {
  const cwd = join(dir, name.replaceAll(' ', '-'));
  mkdirSync(cwd, {recursive: true});
  writeFileSync(join(cwd, 'bottle.yaml'), file);
  return ['plain', 'auto'].map(format => ({
    name: `${name}, ${format}`,
    run: async (): Promise<Sample> => {
      const command = onPty([...bottle, 'run', '--format', format]);
      const ms = await timeCommand(command, {cwd, env: {...env, ...TERMINAL}});
      return {ms, cpuMs: cpuIn(readFileSync(join(cwd, 'cpu'), 'utf8'))};
    },
  }));
}

interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
}

function row(name: string, samples: Samples<Sample>): Row {
  const plain = name.replace(/, auto$/, ', plain');
  const columns = (key: keyof Sample): readonly string[] => {
    const [took, base] = [name, plain].map(of => samples.of(of).map(sample => sample[key]));
    const multiples = ratios(took ?? [], base ?? []);
    return [
      ...[median(took ?? []).toFixed(0), spread(took ?? [], 0)],
      ...[median(multiples).toFixed(2), spread(multiples, 2)],
    ];
  };
  return [name, ...columns('ms'), ...columns('cpuMs')];
}

/** Parses the second line of the shell's `times`, the user and system time of its children: `0m0.39s 0m0.10s`. */
function cpuIn(times: string): number {
  const [, line = ''] = times.split('\n');
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}

const TERMINAL = {TERM: 'xterm-256color', SHELL: '/bin/sh'};

const MANY_TASKS = {
  name: '300 tasks',
  file: `tasks:\n${Array.from({length: 300}, (_, at) => `  t${at}: {run: 'echo begun; sleep 0.2; echo ended'}\n`).join('')}`,
};
const CASES = [{name: '20000 lines', file: 'tasks: {a: {run: seq 20000}}\n'}, MANY_TASKS];

function onPty(argv: Command): Command {
  const command = argv.map(word => `'${word}'`).join(' ');
  return ['script', '-qfec', `stty rows 50 cols 200; ${command}; times >cpu`, '/dev/null'];
}
