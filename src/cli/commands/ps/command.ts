import {styleText} from 'node:util';
import {homeDirectory} from '../../../processes/home-directory.ts';
import type {RunProblem} from '../../../runs/find-run.ts';
import {knownRuns, type KnownRun} from '../../../runs/known-run.ts';
import {listedRuns, type Listing} from '../../../runs/list-runs.ts';
import {namePattern} from '../../../runs/name-pattern.ts';
import type {ListedRun} from '../../../schema/run-list.ts';
import type {Observer} from '../../../state/owner.ts';
import {closest} from '../../../vocabulary/suggest.ts';
import {wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {headline} from '../../text/failure-text.ts';
import {listJson} from '../../views/runs/json.ts';
import {runTable} from '../../views/runs/table.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {observerOf, printRunProblem} from '../run-lookup.ts';

/** The flags of `bottle ps`, as parsed by commander. */
export interface PsFlags {
  readonly all?: boolean;
  readonly watch?: boolean;
  readonly format: 'text' | 'json';
}

/** `bottle ps`: 0, or 2 if there is no such run. */
export async function psCommand(
  words: readonly string[],
  {all = false, watch = false, format}: PsFlags,
  cli: CliContext,
): Promise<number> {
  const observer = await observerOf(cli);
  const {env} = cli;
  const engines = {env, home: homeDirectory(env) ?? '/', platform: process.platform};
  const missing = await unknownWords(words, observer);
  if (missing.length > 0) {
    for (const problem of missing) printRunProblem(problem, cli);
    return EXIT_INVALID;
  }
  const list = async (more: Partial<Listing> = {}): Promise<readonly ListedRun[]> =>
    await listRuns(observer, {all, words}, {...engines, here: observer.here, headline, ...more});
  if (watch) {
    const {watchRuns} = await import('./watch.ts');
    return await watchRuns(list, {format, areNamed: words.length > 0}, cli);
  }
  const runs = await list();
  cli.stdout.write(format === 'json' ? `${listJson(runs, 2)}\n` : plainTable(runs, {all, words}, cli));
  return 0;
}

async function listRuns(
  observer: Observer,
  {all, words}: Listed,
  listing: Listing,
): Promise<readonly ListedRun[]> {
  const runs = await knownRuns(observer);
  const shown = runs.filter(({state}) => all || state !== 'ended');
  return await listedRuns(words.length === 0 ? shown : shown.filter(isOneOf(words)), listing);
}

/** Which runs are listed. */
interface Listed {
  /** Whether to list ended runs, too. */
  readonly all: boolean;
  /** Names, ids and patterns; empty for all runs. */
  readonly words: readonly string[];
}

function isOneOf(words: readonly string[]): (run: KnownRun) => boolean {
  const patterns = words.map(namePattern);
  return ({name, id}) => patterns.some(isMatch => isMatch(name) || isMatch(id));
}

/** Problems with names of unknown runs. A pattern without matches is not a problem. */
async function unknownWords(words: readonly string[], observer: Observer): Promise<readonly RunProblem[]> {
  if (words.length === 0) return [];
  const runs = await knownRuns(observer);
  const names = words.filter(word => !word.includes('*') && !runs.some(isOneOf([word])));
  return names.map(asked => ({
    why: 'no-such-run',
    asked,
    suggestion: closest(
      asked,
      runs.map(({name}) => name),
    ),
  }));
}

function plainTable(runs: readonly ListedRun[], {all, words}: Listed, cli: CliContext): string {
  if (runs.length === 0)
    return all ? 'there are no runs\n' : 'no run is up; `bottle ps --all` lists ended runs\n';
  const color = wantsColor(cli, cli.stdout);
  const rows = runTable(runs, {cwd: cli.cwd, areNamed: words.length > 0}).map(row =>
    row
      .map(({text, format}) => (color && format ? styleText(format, text, {validateStream: false}) : text))
      .join('')
      .trimEnd(),
  );
  return rows.map(row => `${row}\n`).join('');
}
