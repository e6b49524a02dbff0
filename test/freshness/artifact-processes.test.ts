import {spawn, type ChildProcessByStdio} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import {build} from 'esbuild';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {workRig, type WorkRig} from './work-rig.ts';

/** Builders in separate processes, which start, wait, build and die under the control of the tests. */
let bundle: string;
let rig: WorkRig;
let builders: Builder[];
beforeAll(async () => {
  bundle = await mkdtemp(join(tmpdir(), 'bottle-builder-'));
  await build({
    entryPoints: [join(import.meta.dirname, '../support/builder-process.ts')],
    outfile: join(bundle, 'builder.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: `import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);`,
    },
  });
});
afterAll(async () => {
  await rm(bundle, {recursive: true, force: true});
});
beforeEach(async () => {
  rig = await workRig();
  await rig.write('src/a', '');
  await rig.write('dist/of-others', '');
  builders = [];
});
afterEach(async () => {
  for (const {child} of builders) child.kill('SIGKILL');
  await Promise.all(builders.map(async ({closed}) => await closed));
  await rig.remove();
});

test('ten concurrent processes build once', async () => {
  for (let count = 0; count < 10; count++) start();
  const first = await Promise.any(builders.map(async one => await one.says(/^building/)));
  const others = builders.filter(one => one !== first);
  await Promise.all(others.map(async one => await one.says(/^waiting/)));
  first.goOn();

  await Promise.all(builders.map(async one => await one.says(/^done/)));
  const pid = String(first.child.pid);
  expect(await rig.read('dist/a')).toBe(pid);
  expect(first.lines).toEqual(['building: no earlier success', `done {"outputs":{"builder":"${pid}"}}`]);
  const waited = [
    `waiting for task build of run run-${pid} (pid ${pid}) to build it`,
    `done {"outputs":{"builder":"${pid}"},"unchanged":"built by another run in the meantime"}`,
  ];
  // Two waiters may check at the same time. Then one of them also waits for the other.
  for (const {lines} of others) expect([lines[0], lines.at(-1)]).toEqual(waited);
});

test('a waiting process builds after the builder was killed', async () => {
  const first = start();
  await first.says(/^building/);
  const second = start();
  await second.says(/^waiting/);
  first.child.kill('SIGKILL');

  await second.says(/^building/);
  second.goOn();
  await second.says(/^done/);
  expect(await rig.read('dist/a')).toBe(String(second.child.pid));
});

interface Builder {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: readonly string[];
  readonly closed: Promise<unknown>;
  /** Resolves with this builder after a matching line; rejects if the process ends without one. */
  says(pattern: RegExp): Promise<Builder>;
  goOn(): void;
}

function start(): Builder {
  const child = spawn(process.execPath, [join(bundle, 'builder.mjs'), rig.dir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const output = createInterface({input: child.stdout});
  output.setMaxListeners(20);
  output.on('line', line => lines.push(line));
  const builder: Builder = {
    child,
    lines,
    closed: once(child, 'close'),
    says: async pattern =>
      await new Promise((resolve, reject) => {
        const look = (): void => {
          if (lines.some(line => pattern.test(line))) resolve(builder);
        };
        output.on('line', look);
        output.once('close', () =>
          reject(new Error(`ended without ${String(pattern)}: ${lines.join(' | ')}`)),
        );
        look();
      }),
    goOn: () => child.stdin.end('go\n'),
  };
  builders.push(builder);
  return builder;
}
