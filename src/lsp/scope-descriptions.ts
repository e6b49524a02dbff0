import type {scopeRoots} from '../values/scope.ts';
import {isMap} from '../config/yaml/errors-below.ts';

/** Descriptions of the roots of references. */
export const rootDescriptions: Readonly<Record<(typeof scopeRoots)[number], string>> = {
  tasks: 'outputs of other tasks',
  vars: 'variables of the file',
  env: 'the environment of the bottle process',
  secrets: 'secrets; masked in all output',
  run: 'facts about the run',
  file: 'facts about the launch file',
  host: 'facts about this machine',
};

/** Descriptions of the names in roots with fixed names. */
export const factDescriptions: Readonly<Record<'run' | 'file' | 'host', Readonly<Record<string, string>>>> = {
  run: {
    id: 'the id of the run',
    name: 'the name of the launch',
    dir: 'the folder of the run; removed when the run succeeds',
    copy: 'the number of the run among its copies, from 1; 1 without `--copies`',
  },
  file: {dir: 'the folder of the launch file'},
  host: {
    os: 'the operating system, as in `linux`',
    arch: 'the architecture, as in `x64`',
    cpus: 'the number of processors',
    uid: 'the id of the user',
    gid: 'the id of the group',
  },
};

/** The value of a variable of the file, without `--var`. */
export function variableDescription(value: unknown): string {
  return isMap(value) || Array.isArray(value) ? '' : String(value);
}

/** The source of a secret, never its value. */
export function secretDescription(source: unknown): string {
  if (!isMap(source)) return '';
  if (typeof source.env === 'string') return `from the environment variable ${source.env}`;
  return typeof source.file === 'string' ? `from the file ${source.file}` : '';
}
