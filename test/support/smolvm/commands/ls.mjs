import {describe} from '../describe.mjs';
import {stateOf} from '../state.mjs';

/** Lists the machines. */
export async function perform(call) {
  const rows = call.store.all();
  const seen = await Promise.all(rows.map(async row => describe(call, row, await stateOf(call, row))));
  if (call.json) call.print(JSON.stringify(seen, null, 2));
  else if (seen.length === 0) call.print('No machines found');
  else call.print(['NAME               STATE', ...seen.map(line)].join('\n'));
  return 0;
}

const line = ({name, state}) => `${name.slice(0, 18).padEnd(18)} ${state}`;
