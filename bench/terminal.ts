import {mkdirSync, writeFileSync} from 'node:fs';
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
      run: async () =>
        await timeCommand(onPty([...bottle, 'run', '--format', format]), {cwd, env: {...env, ...TERMINAL}}),
    }));
  });
  const samples = await interleave(contenders, {rounds, onRound});
  return {
    title: 'terminal: the live view (`auto`) beside plain lines on the same terminal, 50 rows of 200 columns',
    notes: ['ratios by round'],
    columns: ['', 'median, ms', 'spread', 'x plain', 'spread'],
    rows: contenders.map(({name}) => row(name, samples)),
    samples: samples.byName,
  };
}

function row(name: string, samples: Samples<number>): Row {
  const took = samples.of(name);
  const multiples = ratios(took, samples.of(name.replace(/, auto$/, ', plain')));
  return [name, median(took).toFixed(0), spread(took, 0), median(multiples).toFixed(2), spread(multiples, 2)];
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
  return ['script', '-qfec', `stty rows 50 cols 200; exec ${command}`, '/dev/null'];
}
