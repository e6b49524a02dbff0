import type {Kinds} from '../../src/tasks/bound-task.ts';
import type {Kind} from '../../src/tasks/kind.ts';

/** Kinds with everything that the loader needs; they cannot run. */
export const fakeKinds = {
  run: fake({
    name: 'run',
    probeTargets: ['endpoint', 'output'],
    outputs: ({outputs = []}: {outputs?: string[]}) => ['stdout', ...outputs],
  }),
  serve: fake({
    name: 'serve',
    lifetime: () => 'service',
    probeTargets: ['endpoint', 'output', 'notify'],
    outputs: () => ['pid'],
  }),
  wait: fake({name: 'wait'}),
  alias: fake({
    name: 'alias',
    lifetime: () => 'service',
    outputs: () => ['ip'],
    validate: ({alias}: {alias: {pool?: string}}) =>
      alias.pool === undefined ? [] : [{key: ['alias', 'pool'], message: 'the pool is bad'}],
  }),
  certificate: fake({
    name: 'certificate',
    outputs: () => ['cert', 'key', 'fingerprint'],
    impliedNeeds: ({certificate: {issuer}}: {certificate: {issuer?: string}}) =>
      issuer === undefined ? [] : [{key: 'issuer', task: issuer}],
    validate: (
      {certificate: {issuer = ''}}: {certificate: {issuer?: string}},
      tasks: (name: string) => object | undefined,
    ) =>
      'certificate' in (tasks(issuer) ?? {certificate: {}})
        ? []
        : [{key: ['certificate', 'issuer'], message: 'the issuer is no certificate'}],
  }),
} as unknown as Kinds;

function fake(kind: object): Kind {
  return {
    lifetime: () => 'oneshot',
    keepsRunAlive: () => false,
    probeTargets: [],
    outputs: () => [],
    impliedNeeds: () => [],
    validate: () => [],
    summary: () => 'nothing',
    resolve: () => ({}),
    up: () => Promise.reject(new Error('a fake')),
    down: () => Promise.reject(new Error('a fake')),
    ...kind,
  } as unknown as Kind;
}
