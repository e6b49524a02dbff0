import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Benchmark, Result, Row, Settings} from './benchmark.ts';
import {interleave, median, ratios, spread, type Samples} from './measure.ts';
import {timeCommand, type Command} from './processes.ts';

/** The cost of the live view, compared with plain lines on the same terminal: a pty that `script` reads. */
export const terminal: Benchmark = {defaultRounds: 9, measure};

async function measure({bottle, env, dir, rounds, onRound}: Settings): Promise<Result> {
  const contenders = CASES.flatMap(({name, file}) => {
    const cwd = join(dir, name.replaceAll(' ', '-'));
    mkdirSync(cwd, {recursive: true});
    writeFileSync(join(cwd, 'bottle.yaml'), file);
    return ['plain', 'auto'].map(format => ({
      name: `${name}, ${format}`,
      run: async () => {
        const command = onPty([...bottle, 'run', '--format', format]);
        const ms = await timeCommand(command, {cwd, env: {...env, ...TERMINAL}});
        return {ms, cpuMs: cpuIn(readFileSync(join(cwd, 'cpu'), 'utf8'))};
      },
    }));
  });
  const samples = await interleave(contenders, {rounds, onRound});
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

const CASES = [
  {name: '20000 lines', file: 'tasks: {a: {run: seq 20000}}\n'},
  {
    name: '300 tasks',
    file: `tasks:\n${Array.from({length: 300}, (_, at) => `  t${at}: {run: 'echo begun; sleep 0.2; echo ended'}\n`).join('')}`,
  },
];

function onPty(argv: Command): Command {
  const command = argv.map(word => `'${word}'`).join(' ');
  return ['script', '-qfec', `stty rows 50 cols 200; ${command}; times >cpu`, '/dev/null'];
}
