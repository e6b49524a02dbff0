import {mkdir, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {isDead, parseOwner, thisProcess} from '../../src/state/owner.ts';
import {runDirectory} from '../../src/state/state-directory.ts';
import {ownerWith} from '../support/owners.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const here = {bootId: 'b1', pidNamespace: 'n1'};

test.each([
  ['the process is there', true, false],
  ['the process is gone, or another has its pid', false, true],
])('%s', async (_, isAlive, expected) => {
  const observer = {stateDir: '/nowhere', here, isAlive: async () => isAlive};
  expect(await isDead(ownerWith(), observer)).toBe(expected);
});

test('on another boot it is dead, whatever has that pid now', async () => {
  const here = await thisProcess();
  const owner = ownerWith({...here, bootId: 'b0'});
  expect(await isDead(owner, {stateDir: '/nowhere', here})).toBe(true);
});

describe('in a pid namespace that cannot be seen the heartbeat decides', () => {
  test.each([
    ['fresh', 1, false],
    ['just not stale', 30, false],
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

  test('no lock (yet): the last change of the directory', async () => {
    const owner = ownerWith({pidNamespace: 'n2'});
    const stateDir = await temporaryDirectory();
    const dir = runDirectory(stateDir, owner.run);
    await mkdir(dir, {recursive: true});
    await utimes(dir, 1_000, 1_000);
    expect(await isDead(owner, {stateDir, here, wallClock: () => 1_010_000})).toBe(false);
    expect(await isDead(owner, {stateDir, here, wallClock: () => 1_040_000})).toBe(true);
  });

  test('no directory: dead', async () => {
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
  ['one without a task', {...ownerWith(), task: undefined}, true],
  ['one without a boot id', {...ownerWith(), bootId: undefined}, false],
  ['a pid that is a text', {...ownerWith(), pid: '4711'}, false],
  ['null', null, false],
  ['a string', 'owner', false],
])('parsing %s', (_, value, good) => {
  expect(parseOwner(value)).toEqual(good ? value : undefined);
});
