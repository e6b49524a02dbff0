import type {DockerRecord, MadeRecord, ObjectRecord} from '../vocabulary/journal-record.ts';

/** The journal record of an object at a place. */
export type PlacedRecord = DockerRecord | ObjectRecord;

/** The records of objects at places, among everything that a task has created. */
export function placedRecords(made: readonly MadeRecord[]): readonly PlacedRecord[] {
  return made.filter(record => isPlaced(record));
}

const PLACED: readonly MadeRecord['made'][] = ['container', 'network', 'volume', 'object'];

function isPlaced(record: MadeRecord): record is PlacedRecord {
  return PLACED.includes(record.made);
}
