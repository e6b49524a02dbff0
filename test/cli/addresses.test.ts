import {expect, test} from 'vitest';
import {probedOutputs} from '../../src/cli/views/run/addresses.ts';

test.each<[urls: readonly (string | undefined)[], outputs: Readonly<Record<string, string>>]>([
  [['tcp://127.0.0.1:5432', 'tcp://[::1]:80'], {port: '5432'}],
  [['tcp://127.0.0.16:5432'], {address: '127.0.0.16:5432'}],
  [['http://127.0.0.1:3000/health', undefined], {url: 'http://127.0.0.1:3000/health'}],
  [[undefined], {}],
])('extracts from probes that connected to %j the addresses %j', (urls, outputs) => {
  const probes = urls.map(url => ({
    ...{probe: 'p', sinceMs: 0, timeoutMs: 1, lastSeen: ''},
    ...(url !== undefined && {url}),
  }));
  expect(probedOutputs(probes.map(probe => ({...probe, hasPassed: true})))).toEqual(outputs);
  expect(probedOutputs(probes.map(probe => ({...probe, hasPassed: false})))).toEqual({});
});
