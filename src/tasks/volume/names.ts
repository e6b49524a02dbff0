import {createHash} from 'node:crypto';
import {posix} from 'node:path';

/** The name of a kept volume, which is the same for all runs of a launch file. */
export function keptName(file: string, task: string): string {
  return `bottle-${hash(posix.normalize(file)).slice(0, 8)}-${task}`;
}

/** The name of the claim on a kept volume of an engine. */
export function claimName(engine: string, name: string): string {
  return `volume-${hash(`${engine} ${name}`).slice(0, 24)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
