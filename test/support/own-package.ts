import {cp, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {inject} from 'vitest';
import type {LaunchRig} from './launch-rig.ts';

/** Copies the built package for a rig, in place of the link to it. Returns the folder, which the test may delete. */
export async function ownPackage({command}: LaunchRig): Promise<string> {
  const folder = dirname(dirname(command));
  await rm(folder);
  await cp(inject('built'), folder, {recursive: true});
  return folder;
}
