import {describe} from '../describe.mjs';
import {Failure} from '../problems.mjs';
import {stateOf} from '../state.mjs';

/** Prints the status of a machine. The exit code is always 0. */
export async function perform(call) {
  const name = call.name ?? 'default';
  const row = call.store.find(name);
  if (!row) return unknown(call, name);
  const state = await stateOf(call, row);
  if (call.json) call.print(JSON.stringify(describe(call, row, state), null, 2));
  else call.print(`Machine '${name}': ${state}${state === 'running' ? ` (PID: ${row.pid})` : ''}`);
  return 0;
}

function unknown(call, name) {
  if (call.name === undefined) {
    call.print("Machine 'default': not running");
    return 0;
  }
  if (call.json) throw new Failure(`config operation failed: machine status: machine '${name}' not found`);
  throw new Failure(`vm not found: ${name}`);
}
