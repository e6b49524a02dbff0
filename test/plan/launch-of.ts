import {load} from '../../src/config/load.ts';
import type {LaunchFile} from '../../src/model/launch-file.ts';
import {kinds} from '../../src/tasks/registry.ts';

/** Loads a launch file with these tasks, preceded by `head`. */
export function launchOf(tasks: string, head = '', env: Readonly<Record<string, string>> = {}): LaunchFile {
  const loaded = load('/work/bottle.yaml', `${head}\ntasks:${tasks}`, {vars: {}, env, kinds});
  if ('launch' in loaded) return loaded.launch;
  throw new Error(loaded.diagnostics.map(({message}) => message).join('\n'));
}
