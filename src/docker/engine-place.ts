import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Engine} from './docker.ts';

/** An engine that tasks run on. */
export interface EnginePlace {
  /** Its name in the launch file. */
  readonly name: string;
  readonly engine: Engine;
  /** The address on its machine where ports are published, if the file sets one. */
  readonly publish?: string;
}

/** The journal record of an object on this engine. */
export function recordAt(
  {engine: {address, certs}}: EnginePlace,
  record: Omit<DockerRecord, 'engine' | 'certs'>,
): DockerRecord {
  return {...record, engine: address, ...(certs !== undefined && {certs})};
}
