import {expect, test} from 'vitest';
import {scope, type ScopeFacts} from '../../src/values/scope.ts';

const facts: ScopeFacts = {
  vars: {agent: 'codex', 'a.b': 'dotted'},
  env: {HOME: '/root', GONE: undefined},
  secrets: {TOKEN: 's3cret'},
  run: {id: 'r1', name: 'sandbox', dir: '/state/r1'},
  file: {dir: '/work'},
  host: {os: 'linux', arch: 'x64', cpus: '2', uid: '0', gid: '0'},
  outputs: task => (task === 'db' ? {pid: '7', 'ports.80.host': '::1', empty: ''} : undefined),
};

test.each([
  ['tasks.db.pid', '7'],
  ['tasks.db.ports.80.host', '::1'],
  ['tasks.db.empty', ''],
  ['tasks.db.other', undefined],
  ['tasks.web.pid', undefined],
  ['tasks', undefined],
  ['vars.agent', 'codex'],
  ['vars.a.b', 'dotted'],
  ['vars.nothing', undefined],
  ['vars.constructor', undefined],
  ['env.HOME', '/root'],
  ['env.GONE', ''],
  ['env.NEVER', ''],
  ['env.toString', ''],
  ['secrets.TOKEN', 's3cret'],
  ['secrets.OTHER', undefined],
  ['run.id', 'r1'],
  ['run.name', 'sandbox'],
  ['run.dir', '/state/r1'],
  ['file.dir', '/work'],
  ['host.os', 'linux'],
  ['host.arch', 'x64'],
  ['host.cpus', '2'],
  ['host.uid', '0'],
  ['host.gid', '0'],
  ['nothing', undefined],
])('%s is %s', (reference, value) => {
  expect(scope(facts).lookup(reference.split('.'))).toBe(value);
});

test('the fields of a run are unknown without a run', () => {
  const {vars, env, secrets, file, host, outputs} = facts;
  expect(scope({vars, env, secrets, file, host, outputs}).lookup(['run', 'id'])).toBeUndefined();
});
