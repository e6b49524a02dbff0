import {expect, test} from 'vitest';
import type {Engine} from '../../src/docker/docker.ts';
import {keepsNamedOnly} from '../../src/docker/keeps-named-only.ts';

test.each<readonly [facts: unknown, boolean]>([
  [[['driver-type', 'io.containerd.snapshotter.v1']], true],
  [[['Backing Filesystem', 'extfs'], ['Supports d_type', 'true']], false], // prettier-ignore
  [null, false],
  [undefined, false],
])('%j means that the engine keeps only named images: %s', async (facts, isNamedOnly) => {
  const engine = {api: {info: async () => ({DriverStatus: facts})}} as unknown as Engine;
  expect(await keepsNamedOnly(engine)).toBe(isNamedOnly);
});
