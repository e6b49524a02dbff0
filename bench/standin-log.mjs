import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** The calls of a stand-in for smolvm with its files below `home`; its machines, and what is left. */
export function logOf(home) {
  const data = join(home, '.local/share/smolvm');
  const machines = join(data, 'server/machines');
  return {
    calls: recordsIn(join(data, 'calls.ndjson')),
    commands: recordsIn(join(data, 'guests.ndjson')),
    machines: existsSync(machines) ? readdirSync(machines) : [],
  };
}

/** The records of the lines with one id; `at` is when it started. */
function recordsIn(path) {
  const records = new Map();
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  for (const {id, at, ...rest} of lines.map(line => JSON.parse(line)))
    records.set(id, {at, ...records.get(id), ...rest});
  return [...records.values()];
}
