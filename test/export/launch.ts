import {load} from '../../src/config/load.ts';
import type {Exported} from '../../src/export/exported.ts';
import type {LaunchFile} from '../../src/model/launch-file.ts';
import {kinds} from '../../src/tasks/registry.ts';

/** Loads a launch file, which must have no errors. */
export function launch(text: string): LaunchFile {
  const loaded = load('/work/shop/bottle.yaml', text, {vars: {}, env: {B: 'b', X: 'x'}, kinds});
  if ('launch' in loaded) return loaded.launch;
  throw new Error(loaded.diagnostics.map(({message}) => message).join('\n'));
}

/** The losses of an export, one line each. */
export function losses({losses}: Exported): readonly string[] {
  return losses.map(({task, key, meaning}) => [task, key, meaning].filter(Boolean).join(': '));
}
