import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {loadedBy} from '../support/loaded.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** Modules of Node's that take milliseconds to load, beyond those that an output to a pipe needs. */
const HEAVY = ['crypto', 'http', 'https', 'tls', 'dns', 'perf_hooks', 'readline', 'worker_threads'];

/** Of Node 20, whose modules do not change any more; counted on other versions, they would change with each of these. */
const isNode20 = process.versions.node.startsWith('20.');

/**
 * Times are not stable, counts are. A script more is a file more to open and check, a module of Node's more up to a millisecond. Who
 * changes a number knows what for; `docs/performance.md` says what each costs.
 */
test.each([
  {args: ['--version'], scripts: [], kilobytes: 1, builtins: 0},
  {args: ['-V'], scripts: ['start'], kilobytes: 120, builtins: 25},
  {args: ['check'], scripts: ['start', 'check', 'shared'], kilobytes: 1300, builtins: 25},
  {args: ['plan'], scripts: ['start', 'plan', 'shared'], kilobytes: 1250, builtins: 26},
  {args: ['run'], scripts: ['start', 'run', 'shared'], kilobytes: 1550, builtins: 41},
])('`bottle $args` loads exactly the scripts $scripts and $builtins modules of Node', async expected => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  await loadedBy({dir, args: ['run']});
  const {scripts, builtins} = await loadedBy({dir, args: expected.args});
  expect(scripts.map(({name}) => name)).toEqual(expected.scripts);
  expect(scripts.reduce((sum, {bytes}) => sum + bytes, 0)).toBeLessThan(expected.kilobytes * 1000);
  expect(builtins.filter(name => HEAVY.includes(name))).toEqual([]);
  if (isNode20) expect(builtins, builtins.join(' ')).toHaveLength(expected.builtins);
});

test('only a traced run loads what sends traces', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  await loadedBy({dir, args: ['run']});
  const plain = await loadedBy({dir, args: ['run']});
  const off = await loadedBy({dir, args: ['run'], env: {...COLLECTOR, OTEL_TRACES_EXPORTER: 'none'}});
  expect(off.builtins).toEqual(plain.builtins);
  expect(off.scripts.map(({name, bytes}) => ({name, bytes}))).toEqual(
    plain.scripts.map(({name, bytes}) => ({name, bytes})),
  );
  const traced = await loadedBy({dir, args: ['run'], env: COLLECTOR});
  expect(traced.builtins).toEqual(expect.arrayContaining(['crypto', 'http']));
});

/** Nothing listens there. */
const COLLECTOR = {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1'};
