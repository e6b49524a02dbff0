import {describe, expect, test} from 'vitest';
import {
  execProblem,
  isUnknownMachine,
  lacksHypervisor,
  reasonOf,
  type CallEnd,
} from '../../src/smolvm/problem.ts';

const ended = (end: Partial<CallEnd>): CallEnd => ({code: 1, stdout: '', stderr: '', ...end});

const WARN =
  '2026-08-21T10:00:00.000000Z  WARN smolvm::agent: slow ping elapsed_ms=812\n\u001b[33m WARN\u001b[0m smolvm: noise\n';

describe('the reason of a failed call', () => {
  test.each<readonly [string, string]>([
    ['Error: vm not found: m\n', 'vm not found: m'],
    [
      `${WARN}Error: config operation failed: create machine: machine 'm' already exists or is being created\n${WARN}`,
      "config operation failed: create machine: machine 'm' already exists or is being created",
    ],
    ["Error: machine 'm' already exists\n", "machine 'm' already exists"],
    [
      "Starting machine 'm'...\nPulling alpine...\r 10%\r100%\nError: agent operation failed: wait for ready: agent did not become ready within 30 seconds\n",
      'agent operation failed: wait for ready: agent did not become ready within 30 seconds',
    ],
    [
      'Error: agent operation failed: init: init[0] failed (exit 1):\n  apk: not found\n  giving up\n',
      'agent operation failed: init: init[0] failed (exit 1): apk: not found giving up',
    ],
    [
      'Error: agent operation failed: monitor agent: killed\nStarting machine\n',
      'agent operation failed: monitor agent: killed',
    ],
    ['\u001b[31mError: kvm not available: /dev/kvm\u001b[0m\n', 'kvm not available: /dev/kvm'],
    ['Error: kvm permission denied: /dev/kvm\n\nSee the docs.\n', 'kvm permission denied: /dev/kvm'],
    ["error: unexpected argument 'm' found\n\nUsage: smolvm\n", "unexpected argument 'm' found"],
    ['error: streaming output exceeded 11534336 bytes\n', 'streaming output exceeded 11534336 bytes'],
    ['something else\nat last\n', 'at last'],
  ])('is extracted from %j', (stderr, reason) => {
    expect(reasonOf(ended({stderr}))).toBe(reason);
  });

  test.each<readonly [Partial<CallEnd>, string]>([
    [{stdout: 'only here\n'}, 'only here'],
    [{code: 101}, 'exit code 101'],
    [{code: 2, stderr: ' \n\t\n'}, 'exit code 2'],
  ])('%j', (end, reason) => {
    expect(reasonOf(ended(end))).toBe(reason);
  });
});

test.each<readonly [Partial<CallEnd>, boolean]>([
  [{stderr: 'Error: vm not found: m\n'}, true],
  [{stderr: `${WARN}Error: vm not found: m\n`}, true],
  [{stderr: "Error: config operation failed: machine status: machine 'm' not found\n"}, true],
  [{stderr: 'Error: agent operation failed: stop agent: process 7 still alive after stop attempts\n'}, false],
  [{stderr: 'Error: vm not found: m\n', code: 2}, false],
  [{stdout: 'Error: vm not found: m\n'}, false],
])('%j is recognized as an unknown machine: %s', (end, isUnknown) => {
  expect(isUnknownMachine(ended(end))).toBe(isUnknown);
});

describe('a failure with a code', () => {
  const own = (code: string, message: string, stderr = `Error: ${message}\n`) =>
    ended({stderr, failure: {code, message}});

  test('provides the reason', () => {
    expect(reasonOf(own('SMOLVM_ERROR', 'it\n  failed', `Error: another\n`))).toBe('it failed');
  });

  test.each([
    [own('NOT_FOUND', 'whatever it says: m'), true],
    [own('CONFIG_ERROR', "config operation failed: machine status: machine 'm' not found"), true],
    [own('SMOLVM_ERROR', 'process 7 still alive'), false],
  ])('%j is recognized as an unknown machine: %s', (end, isUnknown) => {
    expect(isUnknownMachine(end)).toBe(isUnknown);
  });

  test.each([
    [own('KVM_UNAVAILABLE', 'x'), true],
    [own('HYPERVISOR_UNAVAILABLE', 'x'), true],
    [own('SMOLVM_ERROR', 'agent operation failed: x'), false],
    [ended({stderr: 'Error: kvm not available: /dev/kvm\n'}), true],
    [ended({stderr: 'Error: agent operation failed: start: kvm permission denied: /dev/kvm\n'}), true],
    [ended({stderr: 'Error: agent operation failed: x\n'}), false],
  ])('%j is recognized as a missing hypervisor: %s', (end, isMissing) => {
    expect(lacksHypervisor(end)).toBe(isMissing);
  });

  test.each([
    [own('INTERRUPTED', 'a stop cut the command off'), 'a stop cut the command off', 'channel'],
    [own('NOT_FOUND', 'vm not found: m'), 'vm not found: m', 'channel'],
    [
      own(
        'SMOLVM_ERROR',
        'agent operation failed: vm exec: failed to spawn command: No such file (os error 2)',
      ),
      'failed to spawn command: No such file (os error 2)',
      'request',
    ],
  ])('%j is not a failure of the command', (end, message, blame) => {
    expect(execProblem(end)).toMatchObject({message, blame});
  });

  test('is required to recognize a failure if the command prints the same text', () => {
    expect(execProblem(ended({stderr: 'Error: vm not found: m\n', failure: null}))).toBeUndefined();
    expect(execProblem(ended({stderr: 'Error: vm not found: m\n'}))).toBeDefined();
  });
});

describe('the failure of an `exec` call', () => {
  const GONE = 'the container `smolvm-0123456789abcdef` is not running';
  const NOT_RUNNING =
    "agent operation failed: connect: machine 'm' is not running. Use 'smolvm machine start --name m' first.";
  test.each<readonly [Partial<CallEnd>, string]>([
    [{stderr: `Error: ${NOT_RUNNING}\n`}, NOT_RUNNING],
    [{stderr: `${WARN}Error: ${NOT_RUNNING}\n`}, NOT_RUNNING],
    [{stderr: 'Error: vm not found: m\n'}, 'vm not found: m'],
    [{stderr: 'Error: io operation failed: connection closed\n'}, 'io operation failed: connection closed'],
    [
      {stdout: 'half of its out', stderr: 'its own words\nError: io operation failed: connection reset\n'},
      'io operation failed: connection reset',
    ],
    [
      {stderr: 'Error: io operation failed: Resource temporarily unavailable (os error 11)\n'},
      'io operation failed: Resource temporarily unavailable (os error 11)',
    ],
    [{stderr: 'Error: agent exec: connection to VM lost\n'}, 'agent exec: connection to VM lost'],
    [{stderr: 'Error: database not available: locked\n'}, 'database not available: locked'],
    [{stderr: `error: ${GONE}\n`}, `error: ${GONE}`],
    [{stderr: `${GONE}\n`, code: 255}, GONE],
    [{stderr: `crun: error: ${GONE}\n`}, `crun: error: ${GONE}`],
    [{stdout: `error: ${GONE}\n`, code: 0}, `error: ${GONE}`],
    [{stdout: `${GONE}\n`, code: 0}, GONE],
    [{stderr: '\ncommand timed out after 2000ms\n', code: 124}, 'no response in time'],
  ])('is blamed on the channel: %j', (end, why) => {
    expect(execProblem(ended(end))).toMatchObject({message: why, blame: 'channel'});
  });

  test.each<readonly [Partial<CallEnd>, string]>([
    [
      {
        stderr:
          'Error: agent operation failed: vm exec: failed to spawn command: No such file or directory (os error 2)\n',
      },
      'failed to spawn command: No such file or directory (os error 2)',
    ],
    [
      {stderr: 'executable file `nope` not found: No such file or directory\n'},
      'executable file `nope` not found: No such file or directory',
    ],
    [
      {stderr: 'crun: executable file `nope` not found in $PATH\n', code: 255},
      'executable file `nope` not found in $PATH',
    ],
  ])('is blamed on the request: %j', (end, why) => {
    expect(execProblem(ended(end))).toMatchObject({message: why, blame: 'request'});
  });

  test.each<Partial<CallEnd>>([
    {code: 0},
    {code: 0, stdout: 'all well\n', stderr: WARN},
    {code: 0, stdout: `before\n${GONE}\n`},
    {code: 0, stderr: `Error: ${NOT_RUNNING}\n`},
    {code: 1, stderr: 'Error: no such user\n'},
    {code: 1, stderr: 'Error: Cannot find module ./x\n    at Module.load\n'},
    {code: 1, stdout: `Error: ${NOT_RUNNING}\n`},
    {code: 1, stderr: `it said: Error: vm not found: m\n`},
    {code: 7, stderr: `Error: ${NOT_RUNNING}\n`},
    {code: 7, stderr: 'failed to spawn command: x\n'},
    {code: 1, stderr: 'npm error failed to spawn command: sh\n'},
    {code: 1, stderr: 'the build: executable file `cc` not found\n'},
    {code: 3, stderr: 'executable file `cc` not found\n'},
    {code: 124},
    {code: 127, stderr: 'sh: nope: not found\n'},
    {code: 137, stdout: 'half'},
    {code: 137, stderr: '\nclient disconnected\n'},
    {code: 143},
    {code: 129},
    {code: 255},
  ])('is blamed on the command: %j', end => {
    expect(execProblem(ended(end))).toBeUndefined();
  });
});
