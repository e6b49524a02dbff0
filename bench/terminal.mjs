import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {interleave, median, spread} from './measure.ts';
import {timeCommand} from './processes.ts';

export const defaultRounds = 9;

/** The cost of the live view, compared with plain lines on the same terminal: a pty that `script` reads. */
export async function terminal({bottle, env, dir, rounds, onRound}) {
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
    rows: contenders.map(({name}) => {
      const took = samples.get(name);
      const plain = samples.get(name.replace(/, auto$/, ', plain'));
      const ratios = took.map((ms, round) => ms / plain[round]);
      return [name, median(took).toFixed(0), spread(took, 0), median(ratios).toFixed(2), spread(ratios, 2)];
    }),
    samples: Object.fromEntries(samples),
  };
}

const TERMINAL = {TERM: 'xterm-256color', SHELL: '/bin/sh'};

const CASES = [
  {name: '20000 lines', file: 'tasks: {a: {run: seq 20000}}\n'},
  {
    name: '300 tasks',
    file: `tasks:\n${Array.from({length: 300}, (_, at) => `  t${at}: {run: 'echo begun; sleep 0.2; echo ended'}\n`).join('')}`,
  },
];

function onPty(argv) {
  const words = argv.map(word => `'${word}'`).join(' ');
  return ['script', '-qfec', `stty rows 50 cols 200; exec ${words}`, '/dev/null'];
}
