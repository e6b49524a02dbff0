import {dirname} from 'node:path';
import {closest} from '../vocabulary/suggest.ts';
import type {KnownRun} from './known-run.ts';

/** A reference to a run, as given to a command. */
export interface RunQuery {
  /** A name, an id, or a prefix of either; `undefined` for the run of the nearest launch file. */
  readonly asked: string | undefined;
  readonly cwd: string;
  /** The nearest launch file, searching upward from `cwd`. */
  readonly launchFile: string | undefined;
  /** The states in which the command can use a run. */
  readonly states: readonly KnownRun['state'][];
}

/** Reason why a reference matches no single run. */
export type RunProblem =
  | {readonly why: 'no-such-run'; readonly asked: string; readonly suggestion: string | undefined}
  /** The reference is ambiguous. */
  | {readonly why: 'ambiguous'; readonly asked: string | undefined; readonly runs: readonly KnownRun[]}
  /** The run is known, but not in one of the states. */
  | {readonly why: 'wrong-state'; readonly run: KnownRun}
  | {readonly why: 'no-run-of-file'; readonly file: string}
  /** No run was named, and there is no launch file. */
  | {readonly why: 'no-file'; readonly live: readonly KnownRun[]};

export type RunChoice = {readonly run: KnownRun} | {readonly problem: RunProblem};

/**
 * Finds the run that a command refers to. Live runs take precedence over dead ones, and dead ones over ended ones. If several dead or
 * ended runs have the same name, the latest is used; without a name, the latest of all ended runs. An exact name or id takes
 * precedence over a prefix.
 */
export function findRun(query: RunQuery, runs: readonly KnownRun[]): RunChoice {
  const {asked, states} = query;
  const choice = asked === undefined ? runOfNearestFile(query, runs) : runCalled(asked, runs);
  if ('problem' in choice || states.includes(choice.run.state)) return choice;
  return {problem: {why: 'wrong-state', run: choice.run}};
}

function runCalled(asked: string, runs: readonly KnownRun[]): RunChoice {
  const isPrefix = (of: string): boolean => asked !== '' && of.startsWith(asked);
  const found =
    firstState(runs.filter(({id}) => id === asked)) ??
    firstState(runs.filter(({name}) => name === asked)) ??
    firstState(runs.filter(({id, name}) => isPrefix(id) || isPrefix(name)));
  if (found) return oneOf(found, asked);
  const suggestion = closest(
    asked,
    runs.map(({name}) => name),
  );
  return {problem: {why: 'no-such-run', asked, suggestion}};
}

function runOfNearestFile({cwd, launchFile}: RunQuery, runs: readonly KnownRun[]): RunChoice {
  const live = runs.filter(({state}) => state === 'alive');
  for (const folder of upwardFrom(cwd)) {
    const isOfFile = launchFile !== undefined && dirname(launchFile) === folder;
    // Without a launch file here, runs of a file with another name, or of a deleted one.
    const candidates = runs.filter(({file}) =>
      isOfFile ? file === launchFile : file !== undefined && dirname(file) === folder,
    );
    const found = firstState(candidates);
    const last = found?.at(-1);
    // The latest of several ended runs is used, regardless of their names.
    if (last?.state === 'ended') return {run: last};
    if (found) return oneOf(found, undefined);
    if (isOfFile) return {problem: {why: 'no-run-of-file', file: launchFile}};
  }
  return {problem: {why: 'no-file', live}};
}

function* upwardFrom(folder: string): Iterable<string> {
  yield folder;
  const parent = dirname(folder);
  if (parent !== folder) yield* upwardFrom(parent);
}

/** The live runs; if there are none, the dead ones, otherwise the ended ones. */
function firstState(runs: readonly KnownRun[]): readonly KnownRun[] | undefined {
  const state = STATES.find(each => runs.some(run => run.state === each));
  return state && runs.filter(run => run.state === state);
}

const STATES: readonly KnownRun['state'][] = ['alive', 'dead', 'ended'];

/** The only run found, or the latest if all of them are dead or ended runs with the same name and file. */
function oneOf(found: readonly KnownRun[], asked: string | undefined): RunChoice {
  const last = found.at(-1) as KnownRun;
  const isSame = found.every(
    ({name, file, state}) => state !== 'alive' && name === last.name && file === last.file,
  );
  if (found.length === 1 || isSame) return {run: last};
  return {problem: {why: 'ambiguous', asked, runs: found}};
}
