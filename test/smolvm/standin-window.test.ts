import {beforeEach, describe, expect, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import {started} from './standin-machine.ts';

beforeEach(needsGuests);

/** Longer than any test. */
const ALWAYS = 600_000;

const IS_GONE = expect.stringMatching(/container `smolvm-\w{16}` is not running\n$/) as string;

describe.each(['0.8.0', '1.9.3'])('as version %s', version => {
  test('runs the first command without a window', async () => {
    const {exec} = await started({version});
    expect(await exec('echo', 'nonce')).toEqual({code: 0, stdout: 'nonce\n', stderr: ''});
  });

  test.each([
    ['killed', {code: 137, stdout: 'no', stderr: ''}],
    ['gone', {code: 1, stdout: '', stderr: IS_GONE}],
    ['gone-on-stdout', {code: 0, stdout: IS_GONE, stderr: ''}],
  ] as const)('fails in a window: %s', async (windowKind, answer) => {
    const {exec} = await started({version, windowMs: ALWAYS, windowKind});
    expect(await exec('echo', 'none')).toEqual(answer);
  });
});

test('kills a command in the window before it does anything', async () => {
  const {exec, guestCommands} = await started({windowMs: ALWAYS});
  await exec('touch', '/root/done');
  // The end of a command is recorded after its response.
  await expect
    .poll(guestCommands)
    .toMatchObject([{argv: ['touch', '/root/done'], verdict: 'killed', code: 137}]);
});

test('kills a command that joins in the window after it has started', async () => {
  const {exec} = await started({windowMs: 5_000, windowKind: 'joined'});
  expect(await exec('sh', '-c', 'echo begun; sleep 600')).toEqual({code: 137, stdout: 'begun\n', stderr: ''});
});

test('runs commands after the window', async () => {
  const {exec} = await started({windowMs: 400});
  await expect.poll(async () => (await exec('echo', 'nonce')).code, {interval: 1}).toBe(0);
});

test('has a window again after the next start', async () => {
  const {exec, does} = await started({windowMs: ALWAYS});
  await does('stop');
  await does('start');
  expect((await exec('true')).code).toBe(137);
});

test('can kill a command even after a successful one', async () => {
  const {exec} = await started({againMs: ALWAYS});
  expect([(await exec('echo', 'nonce')).code, (await exec('echo', 'nonce')).code]).toEqual([0, 137]);
});

test('has no window with a workload that keeps running', async () => {
  const {exec} = await started({windowMs: ALWAYS, againMs: ALWAYS}, [
    '--image',
    './agent.tar',
    '--',
    'sleep',
    '3600',
  ]);
  expect([(await exec('true')).code, (await exec('true')).code]).toEqual([0, 0]);
});

test('has a window with a workload that ends', async () => {
  const {exec} = await started({windowMs: ALWAYS}, ['--image', './agent.tar', '--', 'true']);
  await expect.poll(async () => (await exec('true')).code).toBe(137);
});
