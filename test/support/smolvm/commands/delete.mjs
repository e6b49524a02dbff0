import {rmSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {PassThrough} from 'node:stream';
import {Failure, UsageError} from '../problems.mjs';
import {lives} from '../processes.mjs';
import {stopMachine} from './stop.mjs';

/** Removes a machine and its disk. Only ends the recorded process, not one of a killed start. */
export async function perform(call) {
  const {name, store, traits, places} = call;
  if (!name) throw new UsageError('the following required arguments were not provided:\n  --name <NAME>');
  const row = store.get(name);
  if (traits.deleteStopsFirst && ['running', 'unreachable'].includes(row.state) && lives(row)) {
    call.print(`Stopping machine '${name}'...`);
    await stopMachine(call, row);
    store.change(name, {state: 'stopped', pid: null});
  }
  if (!call.force && !(await isConfirmed(call, name))) {
    if (traits.deleteNeedsTerminal && !call.caller.isTyped)
      throw new Failure('delete needs --force without a terminal');
    call.print('Cancelled');
    return 0;
  }
  call.print(`Cleaning up data directory for vm: ${name}`);
  rmSync(places.machine(name), {recursive: true, force: true});
  store.remove(name);
  call.print(`Deleted machine: ${name}`);
  return 0;
}

async function isConfirmed({caller}, name) {
  caller.err(`Delete machine '${name}'? [y/N] `);
  const input = new PassThrough();
  caller.readInput(
    bytes => input.write(bytes),
    () => input.end(),
  );
  const lines = createInterface({input});
  for await (const line of lines) {
    caller.releaseInput();
    return /^y(es)?$/i.test(line.trim());
  }
  return false;
}
