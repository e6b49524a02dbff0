import {expect, test} from 'vitest';
import {messageOf, warned} from './warned.ts';

const LOOP = (probe: string) =>
  `task \`a\` waits in a loop; use \`ready: {${probe}}\` on the task that it waits for, or on a \`wait: {}\` task, which passes sooner and has a deadline`;
const LOOP_OF_WORK =
  'task `a` waits in a loop; use a `ready` probe on the task that it waits for, or on a `wait: {}` task, which passes sooner and has a deadline; to repeat work, use `retry`';
const FIXED = (sleep: string, probe: string) =>
  `task \`a\` waits for a fixed time with \`${sleep}\`; use \`ready: {${probe}}\` on the task that it waits for`;
const FIXED_FOR_ANY = (sleep: string) =>
  `task \`a\` waits for a fixed time with \`${sleep}\`; add a \`ready\` probe to the task that it waits for: \`port\`, \`http\`, \`log\` or \`file\``;

test.each([
  ['sleep 1.5 && npm test', FIXED_FOR_ANY('sleep 1.5')],
  ['sleep 5; exec node server.js', FIXED_FOR_ANY('sleep 5')],
  ['/bin/sleep 5 || true; npm test', FIXED_FOR_ANY('/bin/sleep 5')],
  ['if [ -f x ]; then sleep 3; fi\nnpm test', FIXED_FOR_ANY('sleep 3')],
  ['sleep ${DELAY:-5}\nnpm test', FIXED_FOR_ANY('sleep ${DELAY:-5}')],
  ['sleep ${{ vars.delay }}; npm test', FIXED_FOR_ANY('sleep ${{ vars.delay }}')],
  ['case $x in a) sleep 1;; esac; npm test', FIXED_FOR_ANY('sleep 1')],
  ['f() { sleep 1; npm test; }; f', FIXED_FOR_ANY('sleep 1')],
  ['x=$(sleep 1; cat x)', FIXED_FOR_ANY('sleep 1')],
  ['x=`sleep 1; cat x`', FIXED_FOR_ANY('sleep 1')],
  ['cat <<EOF | wc\nsleep 1\nEOF\nsleep 2\nnpm test', FIXED_FOR_ANY('sleep 2')],
  ['server 2>&1 > log & sleep 3', FIXED_FOR_ANY('sleep 3')],
  ['systemctl start x; sleep 10', FIXED_FOR_ANY('sleep 10')],
  ["sh -c 'sleep 1; npm test'", FIXED_FOR_ANY('sleep 1')],
  ['sleep 3; curl -fsS http://localhost:80/x', FIXED('sleep 3', 'http: http://localhost:80/x')],
  ['sleep 3; nc -z localhost 80', FIXED('sleep 3', 'port: localhost:80')],
  ['until nc -z localhost 5432; do sleep 1; done', LOOP('port: localhost:5432')],
  ['until nc -z ${{ vars.host }} 5432; do sleep 1; done', LOOP('port: ${{ vars.host }}:5432')],
  ['while ! nc -z a 1 2>/dev/null; do echo waiting; sleep 1; done', LOOP('port: a:1')],
  [
    'until curl -sf localhost:8080/health >/dev/null\ndo\n  sleep .5\ndone',
    LOOP('http: http://localhost:8080/health'),
  ],
  ['until wget -qO- "http://x/"; do sleep 1; done', LOOP('http: http://x/')],
  ['for i in 1 2 3; do curl x:1 && break; sleep 1; done', LOOP('http: http://x:1')],
  ['while true; do curl x:1 && break; sleep 1; done', LOOP('http: http://x:1')],
  ['until [ -S /run/x.sock ]; do sleep 0.1; done', LOOP('file: /run/x.sock')],
  ['while [ ! -e "x y" ]; do sleep 0.1; done', LOOP('file: x y')],
  ['until test -f x; do sleep 0.1; done', LOOP('file: x')],
  ['until docker exec db pg_isready -U me; do sleep 1; done', LOOP('exec: [pg_isready, -U, me]')],
  ['until docker logs db | grep -q "is up"; do sleep 1; done', LOOP('log: is up')],
  [
    'while [ "$(docker inspect -f {{.State.Health.Status}} db)" != healthy ]; do sleep 1; done',
    LOOP('health: {}'),
  ],
  ['until pg_isready -h localhost; do sleep 1; done', LOOP('command: pg_isready -h localhost')],
  ["timeout 30 sh -c 'until nc -z a 1; do sleep 1; done'", LOOP('port: a:1')],
  ['until nc -z $HOST 80; do sleep 1; done', LOOP_OF_WORK],
  ['until npm install; do sleep 5; done', LOOP_OF_WORK],
])('%j is a wait', (script, message) => {
  expect(messageOf(task('run', script))).toBe(message);
});

test.each([
  'sleep 60',
  'sleep 1; sleep 2',
  'echo begin; sleep 2; echo end',
  'sleep 1 && touch done',
  'npm start; sleep infinity',
  'server & sleep 86400',
  'server & sleep 5; kill $!',
  '(sleep 5; kill $$) & exec server',
  '{ sleep 5; kill $$; } & server',
  'sleep 5 & wait; npm test',
  'while true; do date; sleep 1; done',
  'until false; do poll; sleep 1; done',
  'while sleep 1; do poll; done',
  'while read -r line; do send "$line"; sleep 1; done',
  'while kill -0 $pid; do sleep 1; done',
  'for i in 1 2 3; do ping_once; sleep 1; done',
  'until nc -z a 1; do sleep 1; done &',
  'echo "sleep 5; x"; npm test',
  "echo 'sleep 5'; npm test",
  '# sleep 5\nnpm test',
  'cat <<EOF\nsleep 5\nx\nEOF\n',
  './sleep-well; npm test',
  'npm test; sleep 1',
])('%j is not a wait', script => {
  expect(warned(task('run', script)).filter(each => each.startsWith('sleep-as-wait'))).toEqual([]);
});

test.each([
  ['a shell in a list', 'run: [sh, -ec, "sleep 1; npm test"]', 'sleep 1'],
  [
    'a shell in a list after another program',
    'serve: [timeout, "9", bash, -c, "sleep 1; npm test"]',
    'sleep 1',
  ],
  ['a service', 'serve: sleep 2 && node server.js', 'sleep 2'],
  ['a probe command', 'run: x\nready: {command: "sleep 1; test -f x"}', 'sleep 1'],
])('a sleep is found in %s', (_what, keys, marked) => {
  expect(warned(task('', keys)).filter(each => each.startsWith('sleep-as-wait'))).toEqual([
    `sleep-as-wait: ${marked}`,
  ]);
});

test.each([
  ['an exec command', '{exec: {in: box, command: "sleep 1; x"}}'],
  ['the command of a container', '{container: {image: "x:1", command: [sh, -c, "sleep 1; x"]}}'],
  ['the entrypoint of a container', '{container: {image: "x:1", entrypoint: [sh, -c, "sleep 1; x"]}}'],
  [
    'a health check',
    '{container: {image: "x:1", healthcheck: {command: "sleep 1; x"}}, ready: {health: {}}}',
  ],
  ['an exec probe', '{container: {image: "x:1"}, ready: {exec: [sh, -c, "sleep 1; x"]}}'],
])('a sleep is found in %s', (_what, keys) => {
  const text = `tasks:\n  box: {container: {image: "x:1"}, ready: {echo: {}}}\n  a: ${keys}\n`;
  expect(warned(text).filter(each => each.startsWith('sleep-as-wait'))).toEqual(['sleep-as-wait: sleep 1']);
});

test('a sleep that keeps a container running is accepted', () => {
  expect(
    warned('tasks: {box: {container: {image: "x:1", command: [sleep, infinity]}}}').filter(each =>
      each.startsWith('sleep-as-wait'),
    ),
  ).toEqual([]);
});

test('a sleep in a probe is reported with a suggestion', () => {
  expect(messageOf(task('', 'run: x\nready: {command: "sleep 1; test -f x"}'))).toBe(
    'a probe is polled; leave `sleep 1` out, or set the `interval` of the probe',
  );
});

test.each(['sleep 5', '[sleep, "5"]'])(
  'a task `run: %s` between a service and its dependent is a wait',
  command => {
    const text = `tasks:
  db: {serve: db, ready: {log: up}}
  rest: {needs: [db], run: ${command}}
  test: {needs: [rest], run: npm test}
`;
    expect(messageOf(text)).toBe(
      'task `rest` waits for a fixed time; give `db` a `ready` probe, and remove this task',
    );
  },
);

test.each([
  ['a task that ends', 'db: {run: x}', 'needs: [rest]'],
  ['a service without dependents on the sleep', 'db: {serve: x, ready: {log: up}}', 'env: {}'],
])('a task that sleeps after %s is not a wait', (_what, db, keys) => {
  expect(
    warned(`tasks:\n  ${db}\n  rest: {needs: [db], run: sleep 5}\n  test: {run: x, ${keys}}\n`).filter(each =>
      each.startsWith('sleep-as-wait'),
    ),
  ).toEqual([]);
});

/** A file with one task. The text is the value of `key`, or all keys of the task if `key` is empty. */
function task(key: string, text: string): string {
  const lines = key === '' ? text.split('\n') : [`${key}: |`, ...text.split('\n').map(line => `  ${line}`)];
  const vars = text.includes('vars.') ? `vars: {${/vars\.(\w+)/.exec(text)?.[1] ?? ''}: x}\n` : '';
  return `${vars}tasks:\n  a:\n${lines.map(line => `    ${line}\n`).join('')}`;
}
