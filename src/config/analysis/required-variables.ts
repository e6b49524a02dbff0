import {evaluate} from '../../values/evaluate.ts';
import type {Expression, Missing} from '../../values/expression.ts';
import type {Template} from '../../values/template.ts';
import type {TextProblem} from '../../values/text-problem.ts';
import type {ValueSource} from '../../values/value-source.ts';

/** Reports environment variables that `required` or `required_set` demands but that are missing. */
export function requiredProblems(
  {parts}: Template,
  env: Readonly<Record<string, string | undefined>>,
): readonly TextProblem[] {
  const source = sourceOf(env);
  return parts.flatMap(part =>
    part.type === 'expression'
      ? missingIn(part.expression, source).map(missing => problemOf(missing, source))
      : [],
  );
}

/** Required variables must be set even if other values decide whether they are read, since those values are not known yet. */
function missingIn(expression: Expression, source: ValueSource): readonly Missing[] {
  const value = evaluate(expression, source);
  if (typeof value === 'string') return [];
  if ('missing' in value) return [value];
  return operandsOf(expression).flatMap(operand => missingIn(operand, source));
}

function operandsOf(expression: Expression): readonly Expression[] {
  if ('operands' in expression) return expression.operands;
  return 'operand' in expression ? [expression.operand] : [];
}

function problemOf(
  {missing: message, reference: {path, start, end}}: Missing,
  source: ValueSource,
): TextProblem {
  const [, ...names] = path;
  const state = source.isSet?.(path) === true ? 'is empty' : 'is not set';
  const because = message === '' ? '' : `: ${message}`;
  return {message: `environment variable \`${names.join('.')}\` ${state}${because}`, start, end};
}

/** Only the environment is known before the run. */
function sourceOf(env: Readonly<Record<string, string | undefined>>): ValueSource {
  const valueOf = (names: readonly string[]): string | undefined => {
    const name = names.join('.');
    return Object.hasOwn(env, name) ? env[name] : undefined;
  };
  return {
    lookup: ([root, ...names]) => (root === 'env' ? (valueOf(names) ?? '') : undefined),
    isSet: ([, ...names]) => valueOf(names) !== undefined,
  };
}
