import {rmSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {Failure, UsageError} from '../problems.mjs';
import {lives} from '../processes.mjs';
import {stopMachine} from './stop.mjs';

/** Removes a machine and its disk. It knows only the process in the row: not one of a start that was killed. */
export async function perform(call) {
  const {name, store, traits, places} = call;
  if (!name) throw new UsageError('the following required arguments were not provided:\n  --name <NAME>');
  const row = store.get(name);
  if (traits.deleteStopsFirst && ['running', 'unreachable'].includes(row.state) && lives(row)) {
    console.log(`Stopping machine '${name}'...`);
    await stopMachine(call, row);
    store.change(name, {state: 'stopped', pid: null});
  }
  if (!call.force && !(await isConfirmed(name))) {
    if (traits.deleteNeedsTerminal && !process.stdin.isTTY)
      throw new Failure('delete needs --force without a terminal');
    console.log('Cancelled');
    return 0;
  }
  console.log(`Cleaning up data directory for vm: ${name}`);
  rmSync(places.machine(name), {recursive: true, force: true});
  store.remove(name);
  console.log(`Deleted machine: ${name}`);
  return 0;
}

async function isConfirmed(name) {
  process.stderr.write(`Delete machine '${name}'? [y/N] `);
  const lines = createInterface({input: process.stdin});
  for await (const line of lines) {
    lines.close();
    return /^y(es)?$/i.test(line.trim());
  }
  return false;
}
