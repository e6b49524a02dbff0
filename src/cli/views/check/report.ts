import {existsSync} from 'node:fs';
import {dirname, join, relative, sep} from 'node:path';
import type {Checked} from '../../../lint/check.ts';

/** The result of `bottle check`, before it is formatted. */
export interface CheckReport extends Checked {
  /** The launch file; absent where none could be read. */
  readonly path?: string;
  /** The text of a file that a diagnostic points into. */
  textOf(file: string): string | undefined;
}

/** The folder that a code host takes paths from: the nearest one upward that is a Git repository, else `folder` itself. */
export function repositoryRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** A path as URLs and code hosts write it, relative to `folder`. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
