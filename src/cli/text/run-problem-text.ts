import type {RunProblem} from '../../runs/find-run.ts';
import type {KnownRun} from '../../runs/known-run.ts';
import {printable} from '../../vocabulary/printable.ts';

/** Why a command has no run, and the next step. */
export function runProblemText(problem: RunProblem): string {
  const [headline, ...details] = problemLines(problem).map(printable);
  return [`error: ${headline ?? ''}`, ...details.map(line => `  ${line}`)].join('\n');
}

function problemLines(problem: RunProblem): readonly string[] {
  switch (problem.why) {
    case 'no-such-run': {
      const {asked, suggestion} = problem;
      const meant = suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`;
      return [`there is no run \`${asked}\`${meant}`, 'list the runs with `bottle ps --all`'];
    }
    case 'ambiguous': {
      const {asked, runs} = problem;
      const what =
        asked === undefined ? 'the launch file has several runs' : `several runs are called \`${asked}\``;
      return [`${what}; name one of them${patternHint(runs)}`, ...runs.map(describeRun)];
    }
    case 'wrong-state':
      return [
        `run \`${problem.run.name}\` ${stateWords[problem.run.state]}`,
        ...stateHint[problem.run.state],
      ];
    case 'no-run-of-file':
      return [`no run of ${problem.file} is up`, 'start one with `bottle up -d`, or name another run'];
    case 'no-file':
      return [
        'no `bottle.yaml` in this folder or any parent; name a run',
        ...(problem.live.length > 0 ? problem.live.map(describeRun) : ['no run is up']),
      ];
  }
}

const stateWords: Readonly<Record<KnownRun['state'], string>> = {
  alive: 'is up',
  dead: 'is dead: its process is gone',
  ended: 'has ended',
};

const stateHint: Readonly<Record<KnownRun['state'], readonly string[]>> = {
  alive: ['stop it with `bottle down`'],
  dead: ['clean up with `bottle down`'],
  ended: ['see its output with `bottle logs`'],
};

/** A hint that a pattern stops all copies of a launch, if the runs are copies. */
function patternHint(runs: readonly KnownRun[]): string {
  const bases = new Set(runs.map(({name}) => /^(.+)-[1-9]\d*$/.exec(name)?.[1]));
  const [base] = bases;
  return bases.size === 1 && base !== undefined ? `; \`bottle down '${base}-*'\` stops them all` : '';
}

function describeRun({name, id, state, file}: KnownRun): string {
  const called = name === id ? name : `${name} (${id})`;
  return [called, ...(state === 'alive' ? [] : [state]), ...(file === undefined ? [] : [file])].join('  ');
}
