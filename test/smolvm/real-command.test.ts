import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {
  copyCall,
  createCall,
  dataFolderCall,
  deleteCall,
  execCall,
  forcedStopCall,
  needsUserOption,
  startCall,
  statusCall,
  stopCall,
  stopsOnExit,
  takesDenyLists,
  takesUserOption,
  waitsForWorkload,
  type GuestCommand,
  type SmolvmCall,
} from '../../src/smolvm/command-arguments.ts';
import type {MachineRequest} from '../../src/smolvm/machine-request.ts';
import {droppedEntries} from '../../src/smolvm/confinement.ts';
import {isUnknownMachine, reasonOf, type CallEnd} from '../../src/smolvm/problem.ts';
import {differences, parseStatus, type MachineStatus} from '../../src/smolvm/read-back.ts';
import {createSmolvm} from '../../src/smolvm/smolvm.ts';
import {isAtLeast} from '../../src/smolvm/version.ts';
import {TEST_TASK} from '../support/docker.ts';
import {withRealSmolvm, type RealSmolvm} from '../support/real-smolvm.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {requestWith} from './request-with.ts';

/** Arguments of `machine create` for each part of a request. `DIR` is replaced by an existing folder. */
const requests: {readonly [Part in keyof MachineRequest]-?: readonly Partial<MachineRequest>[]} = {
  image: [{image: 'alpine:3.22', net: true}, {image: 'DIR'}],
  // No artifact is available, so only its path is checked.
  from: [],
  smolfile: [{smolfile: 'DIR/Smolfile'}, {smolfile: 'DIR/Smolfile', cpus: 2, memoryMib: 512}],
  cpus: [{cpus: 1}, {cpus: 16}],
  memoryMib: [{memoryMib: 64}],
  env: [{env: {A: 'a b', HOME: '/h', _x: '-1'}}, {env: {'-x': '1', '--net': ''}}],
  volumes: [{volumes: ['DIR:/b:ro', 'DIR:/c']}],
  ports: [{ports: [{host: 18_080, guest: 80}, {host: 18_081, guest: 65_535}]}], // prettier-ignore
  net: [{net: true}, {net: false}],
  allowCidrs: [{allowCidrs: ['10.0.0.1/32', '10.0.0.2', '10.1.2.3/8', '2001:DB8::/32']}],
  allowHosts: [{allowHosts: ['localhost']}, {allowHosts: ['localhost'], allowCidrs: ['10.0.0.1']}],
  denyCidrs: [{denyCidrs: ['203.0.113.0/24', '198.51.100.7', '2001:DB8::/32'], allowCidrs: ['203.0.113.9']}],
  unchecked: [{unchecked: true}, {unchecked: true, denyCidrs: ['203.0.113.0/24']}],
  command: [{command: ['sleep', '--help']}, {command: ['-x', '--', '--name']}],
  stopOnExit: [{stopOnExit: true, command: ['true']}],
  init: [{init: ['apk add git', 'true']}, {init: ['-x', '--net', '--', '-', '']}],
};

const commands: {readonly [Part in keyof GuestCommand]-?: readonly Partial<GuestCommand>[]} = {
  argv: [{argv: ['id', '-u']}, {argv: ['-x', '--', '--name=other']}],
  env: [{env: {A: 'a', HOME: '/h'}}, {env: {'-x': '1'}}],
  user: [{user: 'node'}, {user: '-x'}, {user: '1000'}, {user: '1000:100'}, {user: 'node:users'}],
  workdir: [{workdir: '/tmp'}, {workdir: '-x'}, {workdir: '--net'}],
  timeoutMs: [{timeoutMs: 1999.2}, {timeoutMs: 0.1}],
  mode: [{mode: 'buffered'}, {mode: 'live'}, {mode: 'terminal'}],
};

/** The exit code of clap for an invalid command line. */
const USAGE = 2;

withRealSmolvm(real => {
  test('reports its version', async () => {
    const {version} = await speakingTo(real);
    expect(await version()).toBe(real.version);
  });

  const possible = Object.values(requests)
    .flat()
    .filter(part => isPossible(part, real));
  test.each(possible)('creates, reports, stops and removes %j', async part => {
    const {call, status, dir} = await speakingTo(real);
    const request = inFolder(dir, requestWith(part));
    expect(reportOf(await call(createCall('m', request, real.version)))).toBe('');
    const found = await status();
    expect(found).toMatchObject({state: 'created', pid: null});
    expect(differences(request, found)).toEqual([]);
    expect(droppedEntries(request, found, real.version)).toBeUndefined();
    expect(found.allowed_cidrs !== undefined).toBe(hasAllowList(request) && showsLists(real));
    expect(reportOf(await call(dataFolderCall('m', real.version)))).toBe('');
    expect(reportOf(await call(stopCall('m')))).toBe('');
    expect(reportOf(await call(deleteCall('m', real.version)))).toBe('');
    expect(isUnknownMachine(await call(statusCall('m')))).toBe(true);
  });

  test('accepts an image without a network if it pulls images on the host', async () => {
    const {call} = await speakingTo(real);
    const end = await call(createCall('m', requestWith({image: 'alpine:3.22'}), real.version));
    // Version 1.4.0 accepts the request and fails at the start.
    const isRefused = isAtLeast(real.version, '1.7.3') && !isAtLeast(real.version, '1.25.1');
    expect(end.code).toBe(isRefused ? 1 : 0);
    if (isRefused) expect(reasonOf(end)).toContain('this machine has no network');
  });

  test('reports a missing artifact', async () => {
    const {call, dir} = await speakingTo(real);
    const request = requestWith({from: join(dir, '-x.smolmachine'), allowCidrs: ['10.0.0.1/32']});
    const {code, stderr} = await call(createCall('m', request, real.version));
    expect(code).not.toBe(USAGE);
    expect(stderr).toContain('-x.smolmachine');
  });

  test('rejects exactly the options that bottle does not use with it', async () => {
    const {call, keeps} = await speakingTo(real);
    const create = async (flag: string) => await call({args: ['machine', 'create', '--name=m', flag]});
    // The option is supported since version 1.22.0.
    expect((await create('--stop-on-exit')).code === USAGE).toBe(!stopsOnExit(real.version));
    await call(deleteCall('m', real.version));
    expect((await create('--deny-cidr=203.0.113.0/24')).code === USAGE).toBe(!takesDenyLists(real.version));
    expect(await keeps('203.0.113.0/24')).toBe(takesDenyLists(real.version));
    const asUser = await call({args: ['machine', 'exec', '--name=m', '--user=1000', '--', 'true']});
    expect(asUser.code === USAGE).toBe(!takesUserOption(real.version));
    const logs = await call({args: ['machine', 'logs', '--name=m']});
    expect(logs.code === USAGE).toBe(!isAtLeast(real.version, '1.28.1'));
  });

  test.runIf(isAtLeast(real.version, '1.28.1'))(
    'prints the file that bottle reads as the output of the command',
    async () => {
      const {call} = await speakingTo(real);
      await call(createCall('m', requestWith({}), real.version));
      const folder = (await call(dataFolderCall('m', real.version))).stdout.trim();
      await mkdir(folder, {recursive: true});
      await writeFile(join(folder, 'workload.log'), 'said\n');
      expect(await call({args: ['machine', 'logs', '--name=m']})).toMatchObject({code: 0, stdout: 'said\n'});
    },
  );

  test('does not create an existing machine again', async () => {
    const {call} = await speakingTo(real);
    await call(createCall('m', requestWith({}), real.version));
    const again = await call(createCall('m', requestWith({}), real.version));
    expect(again.code).toBe(1);
    expect(reasonOf(again)).toContain("machine 'm' already exists");
    expect(isUnknownMachine(again)).toBe(false);
  });

  describe('accepts the call and reports an unknown machine:', () => {
    test.each<readonly [string, SmolvmCall]>([
      ['start', startCall('m')],
      ['stop', stopCall('m')],
      ...(waitsForWorkload(real.version) ? [['forced stop', forcedStopCall('m')] as const] : []),
      ['delete', deleteCall('m', real.version)],
      ['delete, for an unknown version', deleteCall('m')],
      ['status', statusCall('m')],
      ['data-dir', dataFolderCall('m', real.version)],
      ['cp out', copyCall('m:/-a', '/tmp/-b')],
      ['cp in', copyCall('/etc/hostname', 'm:/-b', ownerFlags(real))],
      ...Object.values(commands).flat().filter(part => isPossibleCommand(part, real)).map(part => [`exec ${JSON.stringify(part)}`, execCall('m', commandWith(part))] as const), // prettier-ignore
    ])('%s', async (_, asked) => {
      const {call} = await speakingTo(real);
      const end = await call(asked);
      expect(reasonOf(end)).toMatch(/vm not found: m|machine 'm' not found/);
      expect(isUnknownMachine(end)).toBe(true);
      const code = asked.args[1] === 'status' ? 'CONFIG_ERROR' : 'NOT_FOUND';
      if (isAtLeast(real.version, '1.28.1')) expect(end.failure?.code).toBe(code);
      else expect(end.failure).toBeUndefined();
    });
  });

  test('allows stopping and removing a machine after a failed start', async () => {
    const {call} = await speakingTo(real);
    await call(createCall('m', requestWith({}), real.version));
    const start = await call(startCall('m'));
    expect(start.code).toBe(1);
    expect(reasonOf(start)).toMatch(/agent rootfs not found|kvm/);
    expect(reportOf(await call(stopCall('m')))).toBe('');
    expect(reportOf(await call(deleteCall('m', real.version)))).toBe('');
  });
});

function commandWith(part: Partial<GuestCommand>): GuestCommand {
  return {argv: ['true'], env: {}, mode: 'buffered', ...part};
}

/** Same as in src/smolvm/machine-copy-in.ts. */
function ownerFlags({version}: RealSmolvm): readonly string[] {
  return version === '1.4.0' ? [] : ['--mode', '644', '--uid', '0', '--gid', '0'];
}

/** Same as in src/smolvm/confinement.ts: `status` reports lists since 1.27.3. */
function showsLists({version}: RealSmolvm): boolean {
  return isAtLeast(version, '1.27.3');
}

/** Whether bottle uses this request with this version. */
function isPossible({stopOnExit = false}: Partial<MachineRequest>, {version}: RealSmolvm): boolean {
  return !stopOnExit || stopsOnExit(version);
}

function isPossibleCommand({user}: Partial<GuestCommand>, {version}: RealSmolvm): boolean {
  return !needsUserOption(user) || takesUserOption(version);
}

function hasAllowList({allowCidrs, allowHosts}: MachineRequest): boolean {
  return allowCidrs.length + allowHosts.length > 0;
}

/** The reason of a failed call, or '' on success. */
function reportOf(end: CallEnd): string {
  return end.code === 0 ? '' : `exit code ${end.code}: ${end.stderr}`;
}

interface Speaking {
  /** A folder with a Smolfile. */
  readonly dir: string;
  version(): Promise<string>;
  call(call: SmolvmCall): Promise<CallEnd>;
  /** Whether the database contains a text, because `status` does not report everything. */
  keeps(text: string): Promise<boolean>;
  /** The output of `status` for the machine `m`. */
  status(): Promise<MachineStatus>;
}

async function speakingTo(real: RealSmolvm): Promise<Speaking> {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'rootfs'));
  await writeFile(join(dir, 'Smolfile'), 'cpus = 2\nmemory = 512\n');
  const env = await real.env();
  const smolvm = createSmolvm({env, dir});
  onTestFinished(() => smolvm.close());
  const {signal} = new AbortController();
  const call = async (asked: SmolvmCall): Promise<CallEnd> => {
    const end = await smolvm.call(asked, {signal});
    if (!end) throw new Error('smolvm was killed');
    return end;
  };
  return {
    dir,
    call,
    version: async () => await smolvm.version(TEST_TASK, signal),
    async keeps(text) {
      const files = await readdir(env.SMOLVM_DATA_DIR ?? '', {recursive: true, withFileTypes: true});
      const paths = files.filter(file => file.isFile()).map(file => join(file.parentPath, file.name));
      const contents = await Promise.all(paths.map(async path => await readFile(path)));
      return contents.some(bytes => bytes.includes(text));
    },
    async status() {
      const {stdout, stderr} = await call(statusCall('m'));
      const status = parseStatus(stdout);
      if (!status) throw new Error(`no status: ${stderr}`);
      return status;
    },
  };
}

/** Replaces `DIR` in a request by a folder. */
function inFolder(dir: string, request: MachineRequest): MachineRequest {
  return JSON.parse(JSON.stringify(request).replaceAll('DIR', dir)) as MachineRequest;
}
