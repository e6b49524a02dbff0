import {expect, test} from 'vitest';
import {drafted} from './draft-rig.ts';

const ip = '${{ tasks.address.ip }}';
const address = {alias: {wait: '30s'}};

test('`web` is ready when it listens on its port, and `release` comes first', async () => {
  const {tasks} = await drafted({
    Procfile: '# a comment\n\nweb: node server.js --port $PORT\r\nrelease: ./migrate\nworker:  ./work',
  });
  expect(tasks).toEqual({
    address,
    release: {run: './migrate'},
    web: {
      needs: ['release'],
      serve: 'node server.js --port $PORT',
      env: {HOST: ip, PORT: 5000},
      ready: {port: `${ip}:5000`},
    },
    worker: {needs: ['release'], serve: './work', env: {PORT: 5100}},
  });
});

test.each([
  ['my.worker: a', 'my-worker', 'a'],
  ['2nd: a', 'task-2nd', 'a'],
  ["x: echo '${{ y }}'", 'x', "echo '$${{ y }}'"],
  ['x: echo "a: b" # c', 'x', 'echo "a: b" # c'],
  ['x: {a: b}', 'x', '{a: b}'],
  ['address: a', 'address-2', 'a'],
])('%s', async (line, name, serve) => {
  const {tasks} = await drafted({Procfile: line});
  expect(tasks).toEqual({[name]: {serve, env: {PORT: 5000}}});
});

test('names that become the same are numbered', async () => {
  const {tasks} = await drafted({Procfile: 'a.b: x\na-b: y\na-b: z'});
  expect(Object.keys(tasks as object)).toEqual(['a-b', 'a-b-2', 'a-b-3']);
});

test('lines that are not a process are reported', async () => {
  const {tasks, leftOut} = await drafted({Procfile: 'a: x\nweb server: y\nb:\n'});
  expect(tasks).toEqual({a: {serve: 'x', env: {PORT: 5000}}});
  expect(leftOut).toEqual(['Procfile:2: expected `name: command`', 'Procfile:3: expected `name: command`']);
});
