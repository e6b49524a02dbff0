import {readdirSync, type Dirent} from 'node:fs';
import {resolve} from 'node:path';
import type {Candidate} from './candidate.ts';

/** The folders and YAML files whose paths begin with `start`; relative to `cwd` if `start` is relative. */
export function pathsFrom(start: string, cwd: string): readonly Candidate[] {
  const folder = start.slice(0, start.lastIndexOf('/') + 1);
  const showsHidden = start.slice(folder.length).startsWith('.');
  return entries(resolve(cwd, folder))
    .filter(entry => entry.isDirectory() || /\.ya?ml$/.test(entry.name))
    .filter(({name}) => showsHidden || !name.startsWith('.'))
    .map(entry => ({value: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`, description: ''}));
}

function entries(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, {withFileTypes: true});
  } catch {
    return [];
  }
}
