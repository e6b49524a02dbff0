import type {DockerRecord, MadeRecord} from '../vocabulary/journal-record.ts';

/** The journal's record of a thing at a place. */
export type PlacedRecord = DockerRecord;

/** The things at places among what a task has made. */
export function placedRecords(made: readonly MadeRecord[]): readonly PlacedRecord[] {
  return made.filter(record => isPlaced(record));
}

function isPlaced(record: MadeRecord): record is PlacedRecord {
  return record.made === 'container' || record.made === 'network' || record.made === 'volume';
}
