import type {EndProblem} from '../../requests/end-runs.ts';
import type {KnownRun} from '../../runs/known-run.ts';
import {controlProblemText} from './control-problem-text.ts';

/** Why a run could not be ended. */
export function endProblemText(problem: EndProblem, run: KnownRun): string {
  switch (problem.why) {
    case 'interrupted':
      return 'error: interrupted; the run is still stopping';
    case 'newer-bottle':
      return 'only a newer bottle can clean up';
    case 'not-running':
    case 'not-allowed':
    case 'no-answer':
    case 'wrong-version':
    case 'run-ended':
    case 'refused':
      return controlProblemText(problem, run);
  }
}
