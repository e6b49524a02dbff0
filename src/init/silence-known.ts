import {lineStart} from '../config/yaml/text-lines.ts';
import {check, type CheckOptions} from '../lint/check.ts';

/** The text of a launch file, and the decisions that are left to the user. */
export interface Silenced {
  readonly text: string;
  /** The warnings that were silenced. */
  readonly doubts: readonly string[];
  /** Errors to fix before the file can run, such as a variable that must be set. */
  readonly errors: readonly string[];
  /** Whether one of the warnings means that a task may never become ready. */
  readonly mayFail: boolean;
}

/**
 * Silences warnings about a drafted file that only the user can resolve, such as which version of an image to use, with a comment
 * that contains a suggestion. Other warnings would be faults of the draft.
 *
 * @param path the absolute path of the future file
 */
export function silenceKnown(path: string, text: string, options: CheckOptions): Silenced {
  const {diagnostics} = check(path, text, options);
  const known = diagnostics.filter(({rule = ''}) => Object.hasOwn(advice, rule));
  const lines = new Map<number, readonly string[]>();
  for (const {rule = '', place} of known) {
    const at = lineStart(text, place?.start ?? 0);
    lines.set(at, [...new Set([...(lines.get(at) ?? []), rule])]);
  }
  // From the end, so earlier offsets stay valid.
  const places = [...lines].toSorted(([a], [b]) => b - a);
  return {
    text: places.reduce(
      (before, [at, rules]) => before.slice(0, at) + silencer(before, at, rules) + before.slice(at),
      text,
    ),
    doubts: known.map(({message}) => message),
    errors: diagnostics.filter(({severity}) => severity === 'error').map(({message}) => message),
    mayFail: known.some(({rule}) => rule === 'no-healthcheck'),
  };
}

/** The suggestion in the comment for each warning. */
const advice: Readonly<Record<string, string>> = {
  'floating-tag': 'pin the version',
  'no-ready': 'add a readiness probe',
  'no-healthcheck': 'the image must have a health check',
  'sleep-as-wait': 'use a readiness probe instead',
  'port-clash': 'give them different ports',
  'missing-file': 'create the file',
  'invalid-env-file': 'fix the file',
  'world-readable-secret': 'use a mode such as 0600',
  'unexpanded-text': 'check that this is intended',
  'background-process': 'check that it ends with its task',
};

/** A line with a comment, indented like the line below it. */
function silencer(text: string, at: number, rules: readonly string[]): string {
  const [indentation] = /^ */.exec(text.slice(at)) ?? [''];
  const what = rules.flatMap(rule => advice[rule] ?? []).join('; ');
  return `${indentation}# bottle: ignore ${rules.join(', ')} (${what})\n`;
}
