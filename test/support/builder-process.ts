import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {artifactLock} from '../../src/freshness/artifact-lock.ts';
import {openClaimStore} from '../../src/leases/claim-store.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import {isDead, thisProcess} from '../../src/state/owner.ts';
import {claimsDirectory} from '../../src/state/state-directory.ts';
import {buildOnce} from '../../src/freshness/artifact.ts';
import {fingerprintStore} from '../../src/freshness/fingerprint-store.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

/**
 * A process that builds `dist/a` in the folder given as its argument. It prints its progress: `waiting …`, `building …`
 * (continues when it reads a line) and finally `done` with the result.
 */
const dir = process.argv[2] ?? '';
const input = createInterface({input: process.stdin});
const here = await thisProcess();
const task = 'build' as TaskName;
const file = join(dir, 'bottle.yaml');
const lock = artifactLock({
  claims: openClaimStore(claimsDirectory(dir)),
  owner: {run: `run-${process.pid}` as RunId, file, ...here},
  clock: systemClock,
  isDead: async owner => await isDead(owner, {stateDir: dir, here}),
  recoverRun: async () => true,
});
const argv = {form: 'argv', argv: ['build']} as const;
const built = await buildOnce(
  {
    task,
    file,
    cwd: dir,
    command: argv,
    shell: 'sh',
    env: {},
    outputs: [],
    sources: ['src'],
    generates: ['dist/a'],
  },
  {lock, store: fingerprintStore(dir), isSecret: () => false},
  {task, signal: new AbortController().signal, report: doing => print(doing)},
  async because => {
    print(`building: ${because}`);
    await once(input, 'line');
    await writeFile(join(dir, 'dist/a'), String(process.pid));
    return {builder: String(process.pid)};
  },
);
print(`done ${JSON.stringify(built)}`);
input.close();

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
