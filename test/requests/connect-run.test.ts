import {expect, onTestFinished, test} from 'vitest';
import {openEventLog} from '../../src/history/event-log.ts';
import {connectTo} from '../../src/requests/connect-run.ts';
import {controlRig, serverHello} from '../control/control-rig.ts';
import {startingRun} from './run-on-disk.ts';

function writeFirstEvent(dir: string): void {
  const log = openEventLog(dir, {onLoss: () => undefined, now: () => 0});
  log.append({type: 'run-warned', at: 0, warning: 'begun'});
  log.close();
}

test('a client waits until a starting run listens', async () => {
  const {run} = await startingRun();
  const connected = connectTo(run);
  await controlRig({}, {dir: run.dir, as: serverHello});
  writeFirstEvent(run.dir);
  const client = await connected;
  onTestFinished(client.close);
  expect(client.server).toEqual(serverHello);
});

test('a run that does not listen is reported immediately', async () => {
  const {run} = await startingRun();
  writeFirstEvent(run.dir);
  await expect(connectTo(run)).rejects.toMatchObject({problem: {why: 'not-running'}});
});

test('a run whose process ended before it listened is reported immediately', async () => {
  const {run} = await startingRun({startTime: 'another process'});
  await expect(connectTo(run)).rejects.toMatchObject({problem: {why: 'not-running'}});
});
