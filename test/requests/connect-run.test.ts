import {expect, onTestFinished, test} from 'vitest';
import {openEventLog} from '../../src/history/event-log.ts';
import {connectTo} from '../../src/requests/connect-run.ts';
import {knownRuns, type KnownRun} from '../../src/runs/known-run.ts';
import type {ProcessPlace} from '../../src/processes/process-identity.ts';
import {thisProcess} from '../../src/state/owner.ts';
import {createRun} from '../../src/state/run-directory.ts';
import {controlRig, serverHello} from '../control/control-rig.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** A run on disk that has not listened yet. */
async function startingRun(owner: Partial<ProcessPlace> = {}): Promise<KnownRun> {
  const stateDir = await temporaryDirectory();
  const here = await thisProcess();
  const own = await createRun(stateDir, {
    ...{file: '/work/bottle.yaml', name: 'shop', runName: 'shop', bottle: '0.1.0', tasks: []},
    here: {...here, ...owner},
    ...{stillMade: () => [], onHeartbeatLost: () => undefined},
  });
  onTestFinished(own.close);
  return (await knownRuns({stateDir, here}))[0] as KnownRun;
}

function writeFirstEvent(dir: string): void {
  const log = openEventLog(dir, {onLoss: () => undefined, now: () => 0});
  log.append({type: 'run-warned', at: 0, warning: 'begun'});
  log.close();
}

test('a client waits for a run that is starting until it listens', async () => {
  const run = await startingRun();
  const connected = connectTo(run);
  await controlRig({}, {dir: run.dir, as: serverHello});
  writeFirstEvent(run.dir);
  const client = await connected;
  onTestFinished(client.close);
  expect(client.server).toEqual(serverHello);
});

test('a run that has begun and does not listen is reported at once', async () => {
  const run = await startingRun();
  writeFirstEvent(run.dir);
  await expect(connectTo(run)).rejects.toMatchObject({problem: {why: 'not-running'}});
});

test('a run whose process ended before it listened is reported at once', async () => {
  const run = await startingRun({startTime: 'another process'});
  await expect(connectTo(run)).rejects.toMatchObject({problem: {why: 'not-running'}});
});
