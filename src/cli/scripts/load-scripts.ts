import {closeSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Script} from 'node:vm';
import type {CodeCache} from './code-cache.ts';
import type {LoadBuiltin} from './limit-heap.ts';

/**
 * The scripts of the bundle, loaded on demand.
 *
 * @template Parts the parts of each script by name: functions that load a module or package when first called
 */
export interface Scripts<Parts> {
  load<Name extends keyof Parts & string>(name: Name): Parts[Name];
  /** Keeps the file of a script open, so that the script can be loaded even if the package has been updated or deleted. */
  holdOpen(name: string): void;
  /** Caches newly compiled code for other calls. */
  keepCompiled(): void;
}

interface LoadedScript {
  readonly source: Buffer;
  readonly script: Script;
  readonly isKept: boolean;
  readonly exports: object;
}

/** Inputs for loading scripts. */
export interface LoadingParts {
  readonly cache: CodeCache | undefined;
  readonly loadBuiltin: LoadBuiltin;
}

/** @param folder the folder of the scripts */
export function openScripts<Parts>(folder: string, {cache, loadBuiltin}: LoadingParts): Scripts<Parts> {
  const loaded = new Map<string, LoadedScript>();
  const held = new Map<string, number>();

  const load = (name: string): object => {
    const known = loaded.get(name);
    if (known) return known.exports;
    const path = join(folder, `${name}.js`);
    const source = readScript(path, held.get(name));
    held.delete(name);
    const code = cache?.read(name, source);
    const script = new Script(wrapped(source), {filename: path, ...(code && {cachedData: code})});
    const isKept = code !== undefined && script.cachedDataRejected === false;
    const exports = {};
    loaded.set(name, {source, script, isKept, exports});
    const run = script.runInThisContext() as RunScript;
    run(exports, require, {exports}, path, folder);
    return exports;
  };
  const require = (id: string): unknown =>
    id.startsWith('./') ? load(id.slice(2, -3)) : builtin(id, loadBuiltin);

  return {
    // The build exports these parts from the script.
    load: <Name extends keyof Parts & string>(name: Name) => load(name) as Parts[Name],
    holdOpen(name) {
      if (loaded.has(name)) return;
      try {
        held.set(name, openSync(join(folder, `${name}.js`), 'r'));
      } catch {
        // The error is reported if the script is needed.
      }
    },
    keepCompiled() {
      for (const [name, {source, script, isKept}] of loaded)
        if (!isKept) cache?.write(name, source, script.createCachedData());
    },
  };
}

type RunScript = (
  exports: object,
  require: (id: string) => unknown,
  module: {readonly exports: object},
  filename: string,
  folder: string,
) => void;

/** Decodes the source as Latin-1, which is fast and correct, since esbuild writes only ASCII. */
function wrapped(source: Buffer): string {
  return `(function (exports, require, module, __filename, __dirname) {${source.toString('latin1')}\n})`;
}

function readScript(path: string, held: number | undefined): Buffer {
  if (held === undefined) return readFileSync(path);
  try {
    return readFileSync(held);
  } finally {
    closeSync(held);
  }
}

function builtin(id: string, loadBuiltin: LoadBuiltin): unknown {
  const found = loadBuiltin(id);
  if (found !== undefined) return found;
  throw Object.assign(new Error(`Cannot find module '${id}'`), {code: 'MODULE_NOT_FOUND'});
}
