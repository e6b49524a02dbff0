import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {Failure} from './problems.mjs';

/** The supported keys of a Smolfile, with the stand-in's names for them. */
const keys = {
  ...Object.fromEntries(
    ['image', 'cmd', 'env', 'workdir', 'cpus', 'memory', 'net', 'ports', 'volumes', 'init'].map(key => [
      key,
      key,
    ]),
  ),
  'network.allow_hosts': 'allowHosts',
  'network.allow_cidrs': 'allowCidrs',
};

/** Parses tables and single-line values. Unknown keys are errors, as in smolvm. */
export function readSmolfile(path, cwd) {
  const file = {};
  let table = '';
  for (const line of textOf(path, cwd).split('\n')) {
    const [, heading] = /^\s*\[(\w+)\]\s*$/.exec(line) ?? [];
    const [, key, value] = /^\s*(\w+)\s*=\s*(.*\S)\s*$/.exec(line) ?? [];
    if (heading) table = `${heading}.`;
    else if (key) file[nameOf(`${table}${key}`)] = JSON.parse(value);
    else if (!/^\s*(#.*)?$/.test(line)) throw new Failure(`config operation failed: parse Smolfile: ${line}`);
  }
  return file;
}

function nameOf(key) {
  if (!keys[key]) throw new Failure(`config operation failed: parse Smolfile: unknown field \`${key}\``);
  return keys[key];
}

function textOf(path, cwd) {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch {
    throw new Failure(`config operation failed: read Smolfile: file not found: ${path}`);
  }
}
