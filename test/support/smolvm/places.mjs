import {createHash} from 'node:crypto';
import {join} from 'node:path';

/** Paths of the data that smolvm keeps in its database and its cache. */
export function placesOf(env) {
  const home = env.SMOLVM_STANDIN_HOME || env.SMOLVM_DATA_DIR;
  const data = (!home && env.XDG_DATA_HOME) || join(home || env.HOME, '.local/share');
  const cache = (!home && env.XDG_CACHE_HOME) || join(home || env.HOME, '.cache');
  return {
    rows: join(data, 'smolvm/server/machines'),
    guests: join(data, 'smolvm/guests.ndjson'),
    calls: join(data, 'smolvm/calls.ndjson'),
    machine: name => join(cache, 'smolvm/vms', hashOf(name)),
  };
}

/** The name of a machine's directory, and of its container. */
export function hashOf(name) {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}
