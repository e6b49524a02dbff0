import {mkdir, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {isDead, parseOwner, thisProcess} from '../../src/state/owner.ts';
import {runDirectory} from '../../src/state/state-directory.ts';
import {ownerWith} from '../support/owners.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const here = {bootId: 'b1', pidNamespace: 'n1'};

test.each([
  ['the process exists', true, false],
  ['the process does not exist, or another has its pid', false, true],
])('decides whether an owner is dead if %s', async (_, isAlive, expected) => {
  const observer = {stateDir: '/nowhere', here, isAlive: async () => isAlive};
  expect(await isDead(ownerWith(), observer)).toBe(expected);
});

test('an owner from before a reboot is dead, even if the pid exists', async () => {
  const here = await thisProcess();
  const owner = ownerWith({...here, bootId: 'b0'});
  expect(await isDead(owner, {stateDir: '/nowhere', here})).toBe(true);
});

describe('the heartbeat decides in a pid namespace that is not visible', () => {
  test.each([
    ['fresh', 1, false],
    ['almost stale', 30, false],
    ['stale', 31, true],
  ])('%s', async (_, ageS, expected) => {
    const owner = ownerWith({pidNamespace: 'n2'});
    const stateDir = await temporaryDirectory();
    const lock = join(runDirectory(stateDir, owner.run), 'lock');
    await mkdir(lock, {recursive: true});
    await utimes(lock, 1_000, 1_000);
    const observer = {stateDir, here, wallClock: () => (1_000 + ageS) * 1_000};
    expect(await isDead(owner, observer)).toBe(expected);
  });

  test('by the last change of the directory if there is no lock', async () => {
    const owner = ownerWith({pidNamespace: 'n2'});
    const stateDir = await temporaryDirectory();
    const dir = runDirectory(stateDir, owner.run);
    await mkdir(dir, {recursive: true});
    await utimes(dir, 1_000, 1_000);
    expect(await isDead(owner, {stateDir, here, wallClock: () => 1_010_000})).toBe(false);
    expect(await isDead(owner, {stateDir, here, wallClock: () => 1_040_000})).toBe(true);
  });

  test('as dead if there is no directory', async () => {
    const stateDir = await temporaryDirectory();
    expect(await isDead(ownerWith({pidNamespace: 'n2'}), {stateDir, here})).toBe(true);
  });
});

test('this process is alive', async () => {
  const here = await thisProcess();
  expect(here.pid).toBe(process.pid);
  expect(await isDead(ownerWith(here), {stateDir: '/nowhere', here})).toBe(false);
});

test.each([
  ['an owner', ownerWith(), true],
  ['an owner without a task', {...ownerWith(), task: undefined}, true],
  ['an owner without a boot id', {...ownerWith(), bootId: undefined}, false],
  ['a pid as a string', {...ownerWith(), pid: '4711'}, false],
  ['null', null, false],
  ['a string', 'owner', false],
])('parses %s', (_, value, good) => {
  expect(parseOwner(value)).toEqual(good ? value : undefined);
});
