import type {ControlProblem} from '../../control/control-error.ts';
import {PROTOCOL_VERSION} from '../../control/protocol.ts';
import type {KnownRun} from '../../runs/known-run.ts';
import {fieldsOf} from '../../state/fields.ts';
import {printable} from '../../vocabulary/printable.ts';
import {closest} from '../../vocabulary/suggest.ts';

/** Why a run did not carry out a request, and the next step. */
export function controlProblemText(problem: ControlProblem, run: KnownRun): string {
  const [headline, next] = problemLines(problem, run);
  return `error: ${printable(headline)}${next === undefined ? '' : `\n  ${printable(next)}`}`;
}

function problemLines(
  problem: ControlProblem,
  {name, found}: KnownRun,
): readonly [string, (string | undefined)?] {
  const pid = found.record?.owner.pid;
  switch (problem.why) {
    case 'not-running':
      return [`run \`${name}\` does not listen for requests`, 'it may be starting or ending; try again'];
    case 'not-allowed':
      return [`run \`${name}\` belongs to another user`];
    case 'no-answer':
      return [
        `the process of run \`${name}\`${pid === undefined ? '' : ` (pid ${pid})`} does not respond`,
        pid === undefined ? undefined : `end it with \`kill -9 ${pid}\`, then clean up with \`bottle down\``,
      ];
    case 'wrong-version': {
      const {bottle, protocol} = problem.server;
      return [
        `run \`${name}\` was started by bottle ${bottle}, which speaks version ${protocol} of the control protocol; this one speaks version ${PROTOCOL_VERSION}`,
        'use that bottle, or end the run with `bottle down`',
      ];
    }
    case 'run-ended':
      return [`run \`${name}\` ended before it answered`];
    case 'refused':
      return refusalLines(problem.error, name);
  }
}

function refusalLines(
  {message, data}: {message: string; data?: unknown},
  run: string,
): readonly [string, (string | undefined)?] {
  const {task, known} = fieldsOf(data);
  if (typeof task !== 'string' || !Array.isArray(known)) return [`run \`${run}\`: ${message}`];
  return unknownTaskLines(task, known.map(String), run);
}

/** The message for an unknown task of a run. */
export function unknownTaskLines(
  task: string,
  known: readonly string[],
  run: string,
): readonly [string, (string | undefined)?] {
  const suggestion = closest(task, known);
  const meant = suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`;
  return [`run \`${run}\` has no task \`${task}\`${meant}`, `its tasks: ${known.join(', ')}`];
}
