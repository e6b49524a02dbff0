import {rm} from 'node:fs/promises';
import type {Metafile} from 'esbuild';
import {OWN_SCRIPTS} from '../../src/cli/scripts/own-scripts.ts';
import {buildScript} from './build-script.ts';
import {scriptsByUse} from './scripts-by-use.ts';
import type {Placement} from './lazy-modules.ts';

/** The modules that the program and the library load first, by name. */
const ROOTS = [
  'src/processes/descriptors.ts',
  'src/cli/main.ts',
  'src/cli/text/start-problem.ts',
  'src/index.ts',
];

export interface ScriptsToBuild {
  /** The program that loads the scripts. */
  readonly entry: string;
  /** A hash of all sources. */
  readonly buildId: string;
}

/** The folders of the code for runs. Code for containers and machines cannot be measured, since a build needs no engine. */
const OF_RUNS = [
  ...['channels', 'docker', 'freshness', 'leases', 'output', 'places', 'polling', 'probes', 'processes'],
  ...['runner', 'runs', 'smolvm', 'state', 'tasks', 'values'],
];

/** A smaller package gets no script of its own: opening a script takes longer than parsing a small package that is not needed. */
const SMALL = 20_000;

/**
 * Writes the scripts of the bundle: one for each group of parts that frequent commands use (scripts-by-use.ts), `engines` for the rest
 * of the code for runs, and `other` for everything else. A large package that is not used by these commands gets its own script.
 *
 * @param folder the folder of the scripts
 */
export async function buildScripts(
  folder: string,
  {entry, buildId}: ScriptsToBuild,
): Promise<readonly Metafile[]> {
  const scripts = await placeParts(folder, {entry, buildId});
  const partsOf = new Map<string, string[]>();
  for (const part of [...scripts.keys()].toSorted()) {
    const name = scripts.get(part) ?? 'other';
    partsOf.set(name, [...(partsOf.get(name) ?? []), part]);
  }
  checkNames([...partsOf.keys()]);
  // In the order of each script, so that its exports are an array without gaps.
  const numbers = new Map([...partsOf.values()].flatMap(parts => parts.map((part, at) => [part, at])));
  const placement: Placement = {
    scriptOf: part => scripts.get(part) ?? 'other',
    keyOf: part => (ROOTS.includes(part) ? part : (numbers.get(part) ?? part)),
  };
  const built = [];
  for (const [name, parts] of partsOf)
    built.push(await buildScript(folder, {name, placement, parts, buildId}));
  return built.map(({metafile}) => metafile);
}

/** A call keeps these scripts open, so a script with another name could not be loaded from a deleted package. */
function checkNames(names: readonly string[]): void {
  const own = names.filter(name => !name.startsWith(PACKAGE)).toSorted();
  const known = ['start', ...OWN_SCRIPTS].toSorted();
  if (own.join(' ') !== known.join(' '))
    throw new Error(`OWN_SCRIPTS has the scripts ${known.join(', ')}, but the build makes ${own.join(', ')}`);
}

/** The script of each part. */
async function placeParts(
  folder: string,
  {entry, buildId}: ScriptsToBuild,
): Promise<ReadonlyMap<string, string>> {
  const parts = await buildForMeasuring(folder, buildId);
  const renamed = OF_RUNS.filter(name => ![...parts].some(part => isIn(name, part)));
  if (renamed.length > 0) throw new Error(`OF_RUNS names folders that do not exist: ${renamed.join(', ')}`);
  const used = await scriptsByUse(entry);
  await rm(folder, {recursive: true});
  const scripts = new Map<string, string>();
  for (const part of parts) scripts.set(part, used.get(part) ?? (await scriptOfUnused(part)));
  return scripts;
}

/** Builds two scripts, one for src and one for packages, whose parts report their first use. */
async function buildForMeasuring(folder: string, buildId: string): Promise<ReadonlySet<string>> {
  const parts = new Set<string>(ROOTS);
  const placement: Placement = {
    scriptOf: part => (isOwn(part) ? 'start' : 'packages'),
    onPart: part => parts.add(part),
    reportsUse: true,
  };
  await buildScript(folder, {name: 'start', parts: ROOTS, placement, buildId});
  const packages = [...parts].filter(part => !isOwn(part));
  await buildScript(folder, {name: 'packages', parts: packages, placement, buildId});
  return parts;
}

async function scriptOfUnused(part: string): Promise<string> {
  if (isOwn(part)) return OF_RUNS.some(name => isIn(name, part)) ? 'engines' : 'other';
  const name = scriptOfPackage(part);
  const placement: Placement = {scriptOf: () => name};
  const {bytes} = await buildScript(undefined, {name, parts: [part], placement, buildId: ''});
  return bytes > SMALL ? name : 'other';
}

const PACKAGE = 'package-';

/** All entry points of a package share one script: `vscode-languageserver` and `vscode-languageserver/node`. */
function scriptOfPackage(part: string): string {
  const [, name = part] = /^((?:@[^/]+\/)?[^/]+)/.exec(part) ?? [];
  return `${PACKAGE}${name.replace('@', '').replace('/', '-')}`;
}

/** @param folder in src */
function isIn(folder: string, part: string): boolean {
  return part.startsWith(`src/${folder}/`);
}

function isOwn(part: string): boolean {
  return part.startsWith('src/');
}
