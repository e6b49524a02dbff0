import {describe, expect, test} from 'vitest';
import {
  copyCall,
  createCall,
  dataFolderCall,
  deleteCall,
  execCall,
  forcedStopCall,
  startCall,
  statusCall,
  stopCall,
} from '../../src/smolvm/command-arguments.ts';
import type {MachineRequest} from '../../src/smolvm/machine-request.ts';
import type {SmolvmVersion} from '../../src/smolvm/version.ts';
import {requestWith} from './request-with.ts';

const NEW = '1.0.2' as SmolvmVersion;
const OLD = '1.0.1' as SmolvmVersion;

test.each([
  [NEW, '--name m'],
  [OLD, 'm'],
  [undefined, '--name m'],
])('smolvm %s gets the name as `%s` in calls that depend on the version', (version, named) => {
  expect(deleteCall('m', version).args.join(' ')).toBe(`machine delete ${named} --force`);
  if (version === undefined) return;
  expect(createCall('m', requestWith({}), version).args.join(' ')).toBe(`machine create ${named}`);
  expect(dataFolderCall('m', version).args.join(' ')).toBe(`machine data-dir ${named}`);
});

test.each([
  [startCall('m'), 'machine start --name m'],
  [stopCall('m'), 'machine stop --name m'],
  [forcedStopCall('m'), 'machine stop --name m --timeout=0'],
  [statusCall('m'), 'machine status --name m --json'],
  [copyCall('/a', 'm:/b', ['--mode', '644']), 'machine cp /a m:/b --mode 644'],
])('the call %j is the same for all versions', ({args}, expected) => {
  expect(args.join(' ')).toBe(expected);
});

describe('the arguments of `machine create`', () => {
  test.each<readonly [Partial<MachineRequest>, readonly string[]]>([
    [{image: 'alpine:3.22', net: true}, ['--image=alpine:3.22', '--net']],
    [{from: '/a.smolmachine'}, ['--from=/a.smolmachine']],
    [{smolfile: '/Smolfile'}, ['--smolfile=/Smolfile']],
    [{cpus: 2, memoryMib: 512}, ['--cpus=2', '--mem=512']],
    [{net: false}, []],
    [
      {allowCidrs: ['10.0.0.1/32', '10.0.0.2'], allowHosts: ['a.example']},
      ['--net', '--allow-cidr=10.0.0.1/32', '--allow-cidr=10.0.0.2', '--allow-host=a.example'],
    ],
    [{volumes: ['/a:/b:ro', '/c:/d']}, ['--volume=/a:/b:ro', '--volume=/c:/d']],
    [
      {
        ports: [
          {host: 80, guest: 8080},
          {host: 1, guest: 1},
        ],
      },
      ['--port=80:8080', '--port=1:1'],
    ],
    [{init: ['apk add git', 'true']}, ['--init=apk add git', '--init=true']],
    [{command: ['sleep', '--help']}, ['--', 'sleep', '--help']],
    [{unchecked: true}, []],
  ])('for %j', (request, expected) => {
    expect(createCall('m', requestWith(request), NEW)).toEqual({
      args: ['machine', 'create', '--name', 'm', ...expected],
      env: {},
    });
  });

  test('end with the workload, because it owns everything after `--`', () => {
    const {args} = createCall('m', requestWith({command: ['x'], env: {A: 'a'}, init: ['i']}), OLD);
    expect(args).toEqual(['machine', 'create', 'm', '--init=i', '--env=A', '--', 'x']);
  });
});

test.each([
  ['1.31.0', ['--net', '--allow-cidr=10.0.0.0/8', '--deny-cidr=10.0.0.1', '--deny-cidr=::1']],
  // Only possible with unchecked confinement.
  ['1.29.1', ['--net', '--allow-cidr=10.0.0.0/8']],
])('smolvm %s gets only supported deny-lists: %j', (version, expected) => {
  const request = requestWith({allowCidrs: ['10.0.0.0/8'], denyCidrs: ['10.0.0.1', '::1']});
  expect(createCall('m', request, version as SmolvmVersion).args.slice(4)).toEqual(expected);
});

test('a machine that stops with its command gets `--stop-on-exit`', () => {
  const {args} = createCall('m', requestWith({stopOnExit: true, command: ['x']}), NEW);
  expect(args.slice(4)).toEqual(['--stop-on-exit', '--', 'x']);
});

describe('environment variables', () => {
  test.each(['A', 'TOKEN', 'HOMEPAGE', 'LDAP_URL', 'http_proxy_user'])(
    '%s is passed through the environment instead of the command line',
    name => {
      expect(createCall('m', requestWith({env: {[name]: 'a b'}}), NEW)).toEqual({
        args: ['machine', 'create', '--name', 'm', `--env=${name}`],
        env: {[name]: 'a b'},
      });
    },
  );

  test.each([
    ...['HOME', 'PATH', 'TMPDIR', 'RUST_LOG', 'SSH_AUTH_SOCK', 'DOCKER_CONFIG', 'SSL_CERT_FILE'],
    ...['SMOLVM_DATA_DIR', 'XDG_CACHE_HOME', 'LD_PRELOAD', 'DYLD_LIBRARY_PATH', 'NODE_EXTRA_CA_CERTS'],
    ...['HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'NO_PROXY'],
  ])('%s is passed on the command line, because it would affect smolvm itself', name => {
    expect(createCall('m', requestWith({env: {[name]: 'a b'}}), NEW)).toEqual({
      args: ['machine', 'create', '--name', 'm', `--env=${name}=a b`],
      env: {},
    });
  });
});

describe('a command that runs as a user', () => {
  const su = (user: string) => ['--', 'su', '-s', '/bin/sh', '-c', 'exec "$@"', '--', user, 'sh', 'id'];
  test.each<readonly [string, readonly string[]]>([
    ['1000', ['--user=1000', '--', 'id']],
    ['1000:100', ['--user=1000:100', '--', 'id']],
    ['node:users', ['--user=node:users', '--', 'id']],
    ['node', su('node')],
    ['-x', su('-x')],
  ])('gets arguments for %s', (user, expected) => {
    const {args} = execCall('m', {argv: ['id'], env: {}, mode: 'buffered', user});
    expect(args).toEqual(['machine', 'exec', '--name', 'm', ...expected]);
  });
});
