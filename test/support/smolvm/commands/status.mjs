import {describe} from '../describe.mjs';
import {Failure} from '../problems.mjs';
import {stateOf} from '../state.mjs';

/** Says how one machine is: exit code 0 whatever it says. */
export async function perform(call) {
  const name = call.name ?? 'default';
  const row = call.store.find(name);
  if (!row) return unknown(call, name);
  const state = await stateOf(call, row);
  if (call.json) console.log(JSON.stringify(describe(call, row, state), null, 2));
  else console.log(`Machine '${name}': ${state}${state === 'running' ? ` (PID: ${row.pid})` : ''}`);
  return 0;
}

function unknown(call, name) {
  if (call.name === undefined) {
    console.log("Machine 'default': not running");
    return 0;
  }
  if (call.json) throw new Failure(`config operation failed: machine status: machine '${name}' not found`);
  throw new Failure(`vm not found: ${name}`);
}
