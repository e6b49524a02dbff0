import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** What a stand-in for smolvm, whose files are below `home`, has been called for; what its machines were, and what is left. */
export function logOf(home) {
  const data = join(home, '.local/share/smolvm');
  const machines = join(data, 'server/machines');
  return {
    calls: recordsIn(join(data, 'calls.ndjson')),
    commands: recordsIn(join(data, 'guests.ndjson')),
    machines: existsSync(machines) ? readdirSync(machines) : [],
  };
}

/** What the lines with one id say, as one record each; `at` is when it began. */
function recordsIn(path) {
  const records = new Map();
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  for (const {id, at, ...rest} of lines.map(line => JSON.parse(line)))
    records.set(id, {at, ...records.get(id), ...rest});
  return [...records.values()];
}
