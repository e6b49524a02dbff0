import {existsSync} from 'node:fs';
import {dirname, join, relative, sep} from 'node:path';
import type {Checked} from '../../../lint/check.ts';

/** The result of `bottle check`, before it is formatted. */
export interface CheckReport extends Checked {
  /** The launch file; absent if it could not be read. */
  readonly path?: string;
  /** The text of a file that a diagnostic points into. */
  textOf(file: string): string | undefined;
}

/** The root folder for paths on a code host: the nearest Git repository, searching upward from `folder`, otherwise `folder`. */
export function repositoryRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** A path relative to `folder`, with slashes as in URLs. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
