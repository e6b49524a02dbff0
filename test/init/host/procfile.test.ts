import {expect, test} from 'vitest';
import {drafted} from '../draft-rig.ts';

test('`web` is probed at its port, and `release` runs first', async () => {
  const {tasks} = await drafted({
    Procfile: '# a comment\n\nweb: node server.js --port $PORT\r\nrelease: ./migrate\nworker:  ./work',
  });
  expect(tasks).toEqual({
    release: {run: './migrate'},
    web: {
      needs: ['release'],
      serve: 'node server.js --port $PORT',
      env: {PORT: 5000},
      ready: {port: 5000},
    },
    worker: {needs: ['release'], serve: './work', env: {PORT: 5100}},
  });
});

test('a line gets a probe only if it names a port', async () => {
  const {tasks, text} = await drafted({Procfile: 'web: node server.js -p 43117\napi: node api.js\nui: vite'});
  expect(tasks).toEqual({
    web: {serve: 'node server.js -p 43117', env: {PORT: 5000}, ready: {port: 43_117}},
    api: {serve: 'node api.js', env: {PORT: 5100}},
    ui: {serve: 'vite', env: {PORT: 5200}, ready: {port: 5173}},
  });
  expect(text).toContain('# Ready when it listens on the port that the command names.');
  expect(text).toContain('# Ready when it listens on the default port of Vite.');
});

test('a program that reads $HOST gets a leased address', async () => {
  const {tasks} = await drafted({Procfile: 'web: serve -l tcp://$HOST:$PORT'});
  const ip = '${{ tasks.address.ip }}';
  expect(tasks).toEqual({
    address: {alias: {wait: '30s'}},
    web: {
      serve: 'serve -l tcp://$HOST:$PORT',
      env: {HOST: ip, PORT: 5000},
      ready: {port: `${ip}:5000`},
    },
  });
});

test('env files of foreman and overmind are read, and Procfile.dev takes precedence over Procfile', async () => {
  const {text, leftOut} = await drafted({
    'Procfile.dev': 'web: ./web',
    Procfile: 'web: ./production',
    '.env': 'A=b',
    '.overmind.env': 'OVERMIND_PORT=3000',
  });
  expect(text).toContain('dotenv:\n  export: true\n');
  expect(text).toContain('env_file: [.overmind.env]');
  expect(text).toContain('serve: ./web');
  expect(leftOut).toEqual(['Procfile: all of it, because Procfile.dev is read instead']);
});

test.each([
  ['my.worker: a', 'my-worker', 'a'],
  ['2nd: a', 'task-2nd', 'a'],
  ["x: echo '${{ y }}'", 'x', "echo '$${{ y }}'"],
  ['x: echo "a: b" # c', 'x', 'echo "a: b" # c'],
  ['x: {a: b}', 'x', '{a: b}'],
  ['address: a', 'address-2', 'a'],
])('keeps the command of %s', async (line, name, serve) => {
  const {tasks} = await drafted({Procfile: line});
  expect(tasks).toEqual({[name]: {serve, env: {PORT: 5000}}});
});

test('conflicting names get numbers', async () => {
  const {tasks} = await drafted({Procfile: 'a.b: x\na-b: y\na-b: z'});
  expect(Object.keys(tasks as object)).toEqual(['a-b', 'a-b-2', 'a-b-3']);
});

test('lines without a process are reported', async () => {
  const {tasks, leftOut} = await drafted({Procfile: 'a: x\nweb server: y\nb:\n'});
  expect(tasks).toEqual({a: {serve: 'x', env: {PORT: 5000}}});
  expect(leftOut).toEqual(['Procfile:2: expected `name: command`', 'Procfile:3: expected `name: command`']);
});
