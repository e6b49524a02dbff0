import {describe, expect, test} from 'vitest';
import {started} from './standin-machine.ts';

/** Longer than a test takes. */
const ALWAYS = 600_000;

const IS_GONE = expect.stringMatching(/container `smolvm-\w{16}` is not running\n$/) as string;

describe.each(['0.8.0', '1.9.3'])('as version %s', version => {
  test('without a window the first command is answered', async () => {
    const {exec} = await started({version});
    expect(await exec('echo', 'nonce')).toEqual({code: 0, stdout: 'nonce\n', stderr: ''});
  });

  test.each([
    ['killed', {code: 137, stdout: 'no', stderr: ''}],
    ['gone', {code: 1, stdout: '', stderr: IS_GONE}],
    ['gone-on-stdout', {code: 0, stdout: IS_GONE, stderr: ''}],
  ] as const)('in a window, %s', async (windowKind, answer) => {
    const {exec} = await started({version, windowMs: ALWAYS, windowKind});
    expect(await exec('echo', 'none')).toEqual(answer);
  });
});

test('a command that is killed in the window has not done anything', async () => {
  const {exec, guestCommands} = await started({windowMs: ALWAYS});
  await exec('touch', '/root/done');
  // Its end is noted after its answer.
  await expect
    .poll(guestCommands)
    .toMatchObject([{argv: ['touch', '/root/done'], verdict: 'killed', code: 137}]);
});

test('a command that joins in the window runs until its end', async () => {
  const {exec} = await started({windowMs: 5_000, windowKind: 'joined'});
  expect(await exec('sh', '-c', 'echo begun; sleep 600')).toEqual({code: 137, stdout: 'begun\n', stderr: ''});
});

test('the window ends', async () => {
  const {exec} = await started({windowMs: 400});
  await expect.poll(async () => (await exec('echo', 'nonce')).code, {interval: 1}).toBe(0);
});

test('it is there again after the next start', async () => {
  const {exec, does} = await started({windowMs: ALWAYS});
  await does('stop');
  await does('start');
  expect((await exec('true')).code).toBe(137);
});

test('an answer is no promise', async () => {
  const {exec} = await started({againMs: ALWAYS});
  expect([(await exec('echo', 'nonce')).code, (await exec('echo', 'nonce')).code]).toEqual([0, 137]);
});

test('with a workload that goes on there is no window', async () => {
  const {exec} = await started({windowMs: ALWAYS, againMs: ALWAYS}, [
    '--image',
    './agent.tar',
    '--',
    'sleep',
    '3600',
  ]);
  expect([(await exec('true')).code, (await exec('true')).code]).toEqual([0, 0]);
});

test('with a workload that ends there is', async () => {
  const {exec} = await started({windowMs: ALWAYS}, ['--image', './agent.tar', '--', 'true']);
  await expect.poll(async () => (await exec('true')).code).toBe(137);
});
