import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Engine} from './docker.ts';

/** An engine as a place of tasks. */
export interface EnginePlace {
  /** Its name in the launch file. */
  readonly name: string;
  readonly engine: Engine;
  /** The address of its machine on which ports are published, if the file says so. */
  readonly publish?: string;
}

/** The record of an object there. */
export function recordAt(
  {engine: {address, certs}}: EnginePlace,
  record: Omit<DockerRecord, 'engine' | 'certs'>,
): DockerRecord {
  return {...record, engine: address, ...(certs !== undefined && {certs})};
}
