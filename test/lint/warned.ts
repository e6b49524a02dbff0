import {check} from '../../src/lint/check.ts';
import type {Disk} from '../../src/lint/disk.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {generousDisk} from '../support/fake-disk.ts';

export interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly disk?: Disk;
}

/** The warnings of a launch file in /work, each with its rule and the marked part of the file. */
export function warned(text: string, {env = {}, disk = generousDisk}: Surroundings = {}): readonly string[] {
  const {diagnostics} = check('/work/bottle.yaml', text, {vars: {}, env, kinds, disk});
  return diagnostics.map(({rule, severity, message, place: {start, end} = {start: 0, end: 0}}) => {
    if (severity === 'error') throw new Error(`the file is wrong: ${message}`);
    return `${rule ?? ''}: ${text.slice(start, end)}`;
  });
}

/** The message of the only warning. */
export function messageOf(text: string, {env = {}, disk = generousDisk}: Surroundings = {}): string {
  const {diagnostics} = check('/work/bottle.yaml', text, {vars: {}, env, kinds, disk});
  const [only, ...more] = diagnostics;
  if (only === undefined || more.length > 0) throw new Error(`${diagnostics.length} diagnostics`);
  return only.message;
}
