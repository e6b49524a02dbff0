import {closeSync, fstatSync, openSync} from 'node:fs';
import {join} from 'node:path';
import type {CodeCache} from './code-cache.ts';
import {compiledCode} from './compiled-code.ts';
import {fileMemory, type FileMemory} from '../../state/file-memory.ts';
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
  /** At the end of a call: caches newly compiled code for other calls, and checks whether the next call should cache more. */
  end(): void;
}

/** Inputs for loading scripts. */
export interface LoadingParts {
  readonly cache: CodeCache | undefined;
  readonly loadBuiltin: LoadBuiltin;
}

/** @param folder the folder of the scripts */
export function openScripts<Parts>(folder: string, {cache, loadBuiltin}: LoadingParts): Scripts<Parts> {
  const loaded = new Map<string, object>();
  const builtins = new Map<string, unknown>();
  const held = new Map<string, number>();
  const memory = fileMemory();
  const code = compiledCode(cache);

  const load = (name: string): object => {
    const known = loaded.get(name);
    if (known) return known;
    const path = join(folder, `${name}.js`);
    const source = readScript(held.get(name) ?? openSync(path, 'r'), memory);
    held.delete(name);
    const script = code.compile(name, source, path);
    const exports = {};
    loaded.set(name, exports);
    const run = script.runInThisContext() as RunScript;
    run(exports, require, {exports}, path, folder);
    return exports;
  };
  const builtinWithDefaults = (id: string): unknown => code.withDefaults(() => builtin(id, loadBuiltin));
  const require = (id: string): unknown => {
    if (id.startsWith('./')) return load(id.slice(2, -3));
    // Remembered, since setting flags takes 13 µs.
    if (!builtins.has(id)) builtins.set(id, builtinWithDefaults(id));
    return builtins.get(id);
  };

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
    end: code.end,
  };
}

type RunScript = (
  exports: object,
  require: (id: string) => unknown,
  module: {readonly exports: object},
  filename: string,
  folder: string,
) => void;

/** Around a script, as Node has it around a CommonJS module. Read with it: joined later, the whole source would be copied twice. */
const AROUND = {head: '(function (exports, require, module, __filename, __dirname) {', tail: '\n})'};

/** Its bytes are decoded as Latin-1, which is fast and correct, since esbuild writes only ASCII. */
function readScript(file: number, memory: FileMemory): Buffer {
  try {
    return memory.read(file, fstatSync(file).size, AROUND);
  } finally {
    closeSync(file);
  }
}

function builtin(id: string, loadBuiltin: LoadBuiltin): unknown {
  const found = loadBuiltin(id);
  if (found !== undefined) return found;
  throw Object.assign(new Error(`Cannot find module '${id}'`), {code: 'MODULE_NOT_FOUND'});
}
