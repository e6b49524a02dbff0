import {describe, expect, test} from 'vitest';
import {machineName} from '../../src/smolvm/machine-name.ts';
import {noSmolvmText} from '../../src/smolvm/no-smolvm.ts';
import {differences, parseStatus, startedPid, type MachineStatus} from '../../src/smolvm/read-back.ts';
import {inStateDirs, stateDirs} from '../../src/smolvm/state-dirs.ts';
import type {MachineRequest} from '../../src/smolvm/machine-request.ts';
import type {NoSmolvm} from '../../src/smolvm/version.ts';
import {requestWith} from './request-with.ts';

describe('names of machines', () => {
  /** smolvm's rules: only these characters, no `--`, no `-` at the end, at most 128 bytes. */
  const VALID = /^(?!.*--)[A-Za-z0-9][A-Za-z0-9_-]{0,126}[A-Za-z0-9_]$/;

  test.each(['vm', 'my-vm', 'my_vm', 'v2'])('contain the task name %s', task => {
    expect(machineName('r1-abc', task)).toBe(`bottle-r1-abc-${task}`);
  });

  test.each(['a--b', 'a-', 'a---', `a${'b'.repeat(200)}`, `${'x'.repeat(79)}-y`, '_a'])(
    'are valid for the task %s',
    task => {
      expect(machineName('r1-abc', task)).toMatch(VALID);
    },
  );

  test('are distinct for different tasks', () => {
    const tasks = ['a-b', 'a--b', 'a---b', 'a-b-', 'a'.repeat(80), 'a'.repeat(81), 'a'.repeat(82)];
    expect(new Set(tasks.map(task => machineName('r', task))).size).toBe(tasks.length);
  });
});

describe('the status of a machine', () => {
  const made: MachineStatus = {
    ...{state: 'created', cpus: 4, memory_mib: 8192, pid: null, mounts: 0, ports: 0, network: false},
  };
  test.each<readonly [Partial<MachineRequest>, Partial<MachineStatus>, readonly string[]]>([
    [{}, {cpus: 2, memory_mib: 64, network: true, mounts: 3}, []],
    [{cpus: 4, memoryMib: 8192}, {}, []],
    [{cpus: 4}, {cpus: 2}, ['`cpus`: asked for 4, found 2']],
    [{memoryMib: 8192}, {memory_mib: 512}, ['`memory` in MiB: asked for 8192, found 512']],
    [{net: false}, {network: true}, ['`net`: asked for false, found true']],
    [{net: true}, {network: false}, []],
    [{volumes: ['/a:/b', '/c:/d']}, {mounts: 1}, ['`volumes`: asked for 2, found 1']],
    [{volumes: ['/a:/b']}, {mounts: 2}, []],
    [{ports: [{host: 1, guest: 1}]}, {ports: 0}, ['`ports`: asked for 1, found 0']],
    [
      {cpus: 1, memoryMib: 64},
      {},
      ['`cpus`: asked for 1, found 4', '`memory` in MiB: asked for 64, found 8192'],
    ],
  ])('asked for %j and created as %j, is compared', (request, status, found) => {
    expect(differences(requestWith(request), {...made, ...status})).toEqual(found);
  });

  test.each(['', 'null', '[]', '{}', 'Machine m: running', '{"state": 1}'])(
    'is undefined for the output %j',
    text => {
      expect(parseStatus(text)).toBeUndefined();
    },
  );
  test('can have several lines', () => {
    expect(parseStatus(`${JSON.stringify(made, undefined, 2)}\n`)).toEqual(made);
  });

  const RUNNING = "Machine 'm' running (PID: 4711)\n";
  test.each([
    [RUNNING, 4711],
    [`Running 1 init command(s)...\nsome output\n${RUNNING}`, 4711],
    ['', undefined],
    ["Machine 'm' running\n", undefined],
    ["Machine 'other' running (PID: 4711)\n", undefined],
    [`a command inside says: ${RUNNING}`, undefined],
    // One of these lines may be the output of a command.
    [`Machine 'm' running (PID: 1)\n${RUNNING}`, undefined],
  ])('provides a pid if a start printed %j', (printed, pid) => {
    expect(startedPid('m', printed)).toBe(pid);
  });
});

describe("the directories of smolvm's state", () => {
  test('are recorded from an environment, without other variables', () => {
    expect(stateDirs({HOME: '/h', XDG_CACHE_HOME: '', PATH: '/bin', TOKEN: 'x'})).toEqual({
      HOME: '/h',
      XDG_CACHE_HOME: '',
    });
  });
  test('replace those of another environment', () => {
    const places = stateDirs({HOME: '/h', SMOLVM_DATA_DIR: '/d'});
    expect(inStateDirs(places)).toEqual({
      ...{HOME: '/h', SMOLVM_DATA_DIR: '/d'},
      ...{XDG_DATA_HOME: undefined, XDG_CACHE_HOME: undefined},
    });
  });
});

const noSmolvm: {
  readonly [Reason in NoSmolvm['reason']]: readonly [Extract<NoSmolvm, {reason: Reason}>, string];
} = {
  'not-found': [
    {reason: 'not-found'},
    'command not found on the PATH; install it (https://github.com/smol-machines/smolvm); `bottle doctor` checks the other requirements of machines',
  ],
  foreign: [
    {reason: 'foreign', printed: 'SmolVM 0.2'},
    'the `smolvm` on the PATH is another program (it printed `SmolVM 0.2`); put smolvm (https://github.com/smol-machines/smolvm) before it on the PATH',
  ],
  'cannot-run': [
    {reason: 'cannot-run', why: 'EACCES'},
    'it cannot be run: EACCES; run `smolvm --version` manually',
  ],
};

test.each(Object.values(noSmolvm))('%j has a message', (problem, expected) => {
  const {why, next} = noSmolvmText(problem);
  expect(`${why}; ${next}`).toBe(expected);
});
