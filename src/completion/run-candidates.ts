import {readStatus} from '../history/read-events.ts';
import {findRun} from '../runs/find-run.ts';
import type {KnownRun} from '../runs/known-run.ts';
import type {Candidate} from './candidate.ts';

/** One run for each name: a live one if there is one, otherwise a dead one, otherwise an ended one. */
export function runCandidates(runs: readonly KnownRun[]): readonly Candidate[] {
  const described = runs
    .toSorted((one, other) => rank(one) - rank(other))
    .map(({name, state, file}) => ({
      value: name,
      description: [state === 'alive' ? 'up' : state, file ?? ''].join('  ').trim(),
    }));
  const byName = new Map(described.toReversed().map(each => [each.value, each]));
  return [...byName.values()].toReversed();
}

function rank({state}: KnownRun): number {
  return ['alive', 'dead', 'ended'].indexOf(state);
}

/** The tasks of the run that a command refers to; `undefined` if there is no such run. */
export async function tasksOfRun(
  words: readonly string[],
  runs: readonly KnownRun[],
  here: {readonly cwd: string; readonly launchFile: string | undefined},
): Promise<readonly Candidate[] | undefined> {
  const choice = findRun({asked: runIn(words), ...here, states: ['alive', 'dead', 'ended']}, runs);
  if ('problem' in choice) return undefined;
  const status = await readStatus(choice.run.dir);
  return status?.tasks.map(({task, status: state}) => ({value: task, description: state}));
}

/** The value of `--run`. */
function runIn(words: readonly string[]): string | undefined {
  const at = words.indexOf('--run');
  return at === -1 ? words.find(word => word.startsWith('--run='))?.slice('--run='.length) : words[at + 1];
}
