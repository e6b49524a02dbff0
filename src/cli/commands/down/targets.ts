import {statSync} from 'node:fs';
import {resolve} from 'node:path';
import {findRun, type RunProblem} from '../../../runs/find-run.ts';
import {namePattern} from '../../../runs/name-pattern.ts';
import type {KnownRun} from '../../../runs/known-run.ts';
import type {CliContext} from '../../context.ts';
import {hereFor} from '../run-lookup.ts';

/** The runs to stop or clean up. */
export interface DownTargets {
  readonly live: readonly KnownRun[];
  readonly dead: readonly KnownRun[];
  /** The launch files of the targets. */
  readonly files: readonly string[];
  /** Description of the target if there is only one: `run of /app/bottle.yaml`. */
  readonly what?: string;
}

/**
 * Finds the runs for the arguments of a call: a name, an id, a pattern of names, or a launch file, which means its live run and all of
 * its dead runs. Without arguments, the nearest launch file.
 */
export function downTargets(
  words: readonly string[],
  all: boolean,
  runs: readonly KnownRun[],
  cli: CliContext,
): DownTargets | {readonly problem: RunProblem} {
  if (all) return targetsIn(runs);
  const parts = words.length === 0 ? [nearest(runs, cli)] : words.map(word => called(word, runs, cli));
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const problem = parts.find(part => 'problem' in part);
  if (problem) return problem;
  const found = parts.flatMap(part => ('problem' in part ? [] : [...part.live, ...part.dead]));
  const files = parts.flatMap(part => ('problem' in part ? [] : part.files));
  return {...targetsIn([...new Set(found)]), files: [...new Set(files)]};
}

type Found = DownTargets | {readonly problem: RunProblem};

function nearest(runs: readonly KnownRun[], cli: CliContext): Found {
  const query = {...hereFor(undefined, cli), states: ['alive', 'dead'] as const};
  if (query.launchFile !== undefined) return ofFile(query.launchFile, runs);
  // A run of a file with another name, or of a deleted file.
  const choice = findRun(query, notEnded(runs));
  if ('problem' in choice) return choice;
  return choice.run.file === undefined ? targetsIn([choice.run]) : ofFile(choice.run.file, runs);
}

function called(word: string, runs: readonly KnownRun[], cli: CliContext): Found {
  const candidates = notEnded(runs);
  if (word.includes('*')) return matching(word, candidates);
  const isRun = candidates.some(({name, id}) => name === word || id === word);
  const path = resolve(cli.cwd, word);
  if (/\/|\.ya?ml$/.test(word) || (!isRun && isFile(path))) return ofFile(path, runs);
  const choice = findRun({...hereFor(word, cli), states: ['alive', 'dead', 'ended']}, runs);
  if ('problem' in choice) return choice;
  const {name, state, file} = choice.run;
  // Another process may have stopped it a moment ago.
  if (state === 'ended') return {live: [], dead: [], files: listed(file), what: `run \`${name}\``};
  // Dead runs with the same name are cleaned up together.
  const same = runs.filter(run => run.state === 'dead' && run.name === name && run.file === file);
  return targetsIn(state === 'dead' && word !== choice.run.id ? same : [choice.run]);
}

/** The runs whose name matches a pattern. */
function matching(pattern: string, runs: readonly KnownRun[]): Found {
  const isMatch = namePattern(pattern);
  return {...targetsIn(runs.filter(({name}) => isMatch(name))), what: `run \`${pattern}\``};
}

function ofFile(file: string, runs: readonly KnownRun[]): Found {
  const targets = targetsIn(runs.filter(run => run.file === file));
  if (targets.live.length > 1) return {problem: {why: 'ambiguous', asked: undefined, runs: targets.live}};
  // Runs that died before recording an owner have created nothing, and can be cleaned up along with the file's runs.
  const withoutOwner = runs.filter(({state, found}) => state === 'dead' && !found.record && !found.unknown);
  return {...targets, dead: [...targets.dead, ...withoutOwner], files: [file], what: `run of ${file}`};
}

function targetsIn(runs: readonly KnownRun[]): DownTargets {
  return {
    live: runs.filter(({state}) => state === 'alive'),
    dead: runs.filter(({state}) => state === 'dead'),
    files: [...new Set(runs.flatMap(({file}) => listed(file)))],
  };
}

function listed(file: string | undefined): readonly string[] {
  return file === undefined ? [] : [file];
}

function notEnded(runs: readonly KnownRun[]): readonly KnownRun[] {
  return runs.filter(({state}) => state !== 'ended');
}

function isFile(path: string): boolean {
  return statSync(path, {throwIfNoEntry: false})?.isFile() ?? false;
}
