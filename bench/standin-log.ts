import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

export interface StandinLog {
  readonly calls: readonly StandinRecord[];
  /** The commands in the guests. */
  readonly commands: readonly StandinRecord[];
  /** The names of the remaining machines. */
  readonly machines: readonly string[];
}

export interface StandinRecord {
  readonly id: string;
  /** Its start, in milliseconds since the epoch. */
  readonly at: number;
  readonly argv?: readonly string[];
  readonly cwd?: string;
  readonly code?: number;
}

/** The log of a stand-in for smolvm with its files in `home`: its calls, its commands and the remaining machines. */
export function logOf(home: string): StandinLog {
  const data = join(home, '.local/share/smolvm');
  const machines = join(data, 'server/machines');
  return {
    calls: recordsIn(join(data, 'calls.ndjson')),
    commands: recordsIn(join(data, 'guests.ndjson')),
    machines: existsSync(machines) ? readdirSync(machines) : [],
  };
}

/** Combines the lines with the same id into one record. */
function recordsIn(path: string): readonly StandinRecord[] {
  const records = new Map<string, StandinRecord>();
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  for (const {id, at, ...rest} of lines.map(line => JSON.parse(line) as StandinRecord))
    records.set(id, {id, at, ...records.get(id), ...rest});
  return [...records.values()];
}
