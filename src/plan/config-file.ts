import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ifExists} from '../processes/expected-error.ts';
import {replaceFile} from '../state/replace-file.ts';
import type {LaunchConfig} from './launch-config.ts';

/** The configuration of a run as JSON in its directory, for comparison by later commands. Deleted with the run. */
const LAUNCH_CONFIG = 'launch.json';

export async function writeConfig(runDir: string, config: LaunchConfig): Promise<void> {
  await replaceFile(join(runDir, LAUNCH_CONFIG), JSON.stringify(config));
}

/** The configuration of a run; `undefined` if the run has just been created or its directory was deleted. */
export async function readConfig(runDir: string): Promise<LaunchConfig | undefined> {
  const text = await ifExists(readFile(join(runDir, LAUNCH_CONFIG), 'utf8'));
  return text === undefined ? undefined : (JSON.parse(text) as LaunchConfig);
}
