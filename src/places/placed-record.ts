import type {DockerRecord, MadeRecord, ObjectRecord} from '../vocabulary/journal-record.ts';

/** The journal's record of a thing at a place. */
export type PlacedRecord = DockerRecord | ObjectRecord;

/** The things at places among what a task has made. */
export function placedRecords(made: readonly MadeRecord[]): readonly PlacedRecord[] {
  return made.filter(record => isPlaced(record));
}

const PLACED: readonly MadeRecord['made'][] = ['container', 'network', 'volume', 'object'];

function isPlaced(record: MadeRecord): record is PlacedRecord {
  return PLACED.includes(record.made);
}
