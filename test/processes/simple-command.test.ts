import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {simpleCommand} from '../../src/processes/simple-command.ts';

const env = {
  PATH: process.env.PATH ?? '',
  BOTTLE_VALUE_1: `it's a "value" of $HOME \\ *`,
  BOTTLE_VALUE_2: '',
};

test.each([
  ['printenv', ['printenv']],
  ['npm run dev\n', ['npm', 'run', 'dev']],
  ['\n \tnpm run dev \n\n', ['npm', 'run', 'dev']],
  ['npm run dev\r\n', undefined],
  ['npm run dev\u00a0', undefined],
  ['exec node server.js', ['node', 'server.js']],
  ['exec -a name node', undefined],
  ['exec', undefined],
  ['', undefined],
  ['true', undefined],
  ['exec echo word', undefined],
  ['A=b printenv A', undefined],
  ["'printenv' A", undefined],
  ['make; make install', undefined],
  ['make\nmake install', undefined],
  ['make && true', undefined],
  ['make &', undefined],
  ['ls *.ts', undefined],
  ['ls ~', undefined],
  ['ls [a]', undefined],
  ['ls {a,b}', undefined],
  ['node $file', undefined],
  ['node "$file"', undefined],
  ['node "${file}"', undefined],
  ['node ${BOTTLE_VALUE_1}', undefined],
  ['node "${BOTTLE_VALUE_1:-1}"', undefined],
  ['node "`file`"', undefined],
  ['node "a\\"b"', undefined],
  ['node a\\ b', undefined],
  ['node > file', undefined],
  ['node # comment', undefined],
  ["node 'unfinished", undefined],
  ['node a\r', undefined],
  ['node a\u00A0', undefined],
  ['\uFEFFnode', undefined],
  ['help', undefined],
  ['! node', undefined],
  ['(node)', undefined],
  [`node ${'a'.repeat(5_000)}`, undefined],
])('%j', (script, words) => {
  expect(simpleCommand(script, env)).toEqual(words);
});

test.each([
  'node a  b\tc',
  `node 'a  b' "c  d" ''`,
  `node 'a$b' 'c"d' "e'f" "g!h*i"`,
  `node pre'a b'post"c"`,
  'node --name="${BOTTLE_VALUE_1}" "${BOTTLE_VALUE_1}""${BOTTLE_VALUE_2}"',
  'node "a ${BOTTLE_VALUE_1} b" "${BOTTLE_VALUE_2}"',
  'node a=b %c @d +e,f:g ./h -i --j=k',
  `node 'a\nb' "c\nd"`,
])('a shell gets the same words: %j', script => {
  const arguments_ = script.slice('node '.length);
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${arguments_}`], {encoding: 'utf8', env});
  expect(simpleCommand(script, env)).toEqual(['node', ...printed.split('\0').slice(0, -1)]);
});
