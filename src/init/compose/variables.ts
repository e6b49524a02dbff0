import {escapeReferences} from '../escape-references.ts';

/*
 * Variables in Compose files: https://docs.docker.com/reference/compose-file/interpolation/ Launch files have functions with the
 * same semantics.
 */

/** Converts the variables in a string of a Compose file to references: `${NAME:-a}` becomes `${{ default(env.NAME, 'a') }}`. */
export function asReferences(text: string): string {
  return parse(text)
    .map(part => (typeof part === 'string' ? escapeReferences(part) : `\${{ ${expression(part)} }}`))
    .join('');
}

/** Like {@link asReferences}, with a fallback for a string whose variables make it empty. */
export function asReferencesOr(text: string, fallback: string): string {
  const parts = parse(text);
  const [only] = parts;
  if (!canBeEmpty(parts)) return asReferences(text);
  if (only === undefined) return escapeReferences(fallback);
  const isPlain = parts.length === 1 && typeof only !== 'string' && only.sign === '';
  return `\${{ default(${isPlain ? `env.${only.name}` : operand(text)}, ${quoted(fallback)}) }}`;
}

function canBeEmpty(parts: readonly (string | Variable)[]): boolean {
  return parts.every(
    part =>
      typeof part !== 'string' && part.sign !== ':?' && (part.sign !== ':-' || canBeEmpty(parse(part.word))),
  );
}

/** Replaces the variables in a string with their values in `env`, or their defaults. */
export function asConstant(text: string, env: Readonly<Record<string, string>>): string {
  return parse(text)
    .map(part => (typeof part === 'string' ? part : constant(part, env)))
    .join('');
}

/** The names of the variables in a string. */
export function variablesIn(text: string): readonly string[] {
  const names = parse(text).flatMap(part =>
    typeof part === 'string' ? [] : [part.name, ...variablesIn(part.word)],
  );
  return [...new Set(names)];
}

interface Variable {
  readonly name: string;
  /** `''` if there is no operator. */
  readonly sign: '' | ':-' | '-' | ':?' | '?' | ':+' | '+';
  /** The text after the sign, which may contain variables. */
  readonly word: string;
}

const OPENING = /\$(?:(?<dollar>\$)|(?<bare>[A-Za-z_]\w*)|\{(?<name>[A-Za-z_]\w*)(?<sign>:?[-?+])?)/g;

/** The literal parts and the variables of a string. `$$` is a literal dollar sign. */
function parse(text: string): readonly (string | Variable)[] {
  const parts: (string | Variable)[] = [];
  let literal = '';
  let at = 0;
  for (let match = opening(text, at); match; match = opening(text, at)) {
    literal += text.slice(at, match.index);
    const {dollar, bare, name, sign = ''} = match.groups ?? {};
    at = match.index + match[0].length;
    if (dollar !== undefined) literal += dollar;
    else {
      const end = bare === undefined ? closing(text, at) : at;
      const word = text.slice(at, end);
      if (end === undefined || (sign === '' && word !== '')) literal += match[0];
      else {
        parts.push(literal, {name: bare ?? name ?? '', sign: sign as Variable['sign'], word});
        literal = '';
        at = bare === undefined ? end + 1 : end;
      }
    }
  }
  return [...parts, literal + text.slice(at)].filter(part => part !== '');
}

function opening(text: string, from: number): RegExpExecArray | null {
  OPENING.lastIndex = from;
  return OPENING.exec(text);
}

/** The position of the brace that closes the one before `from`. */
function closing(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

const FUNCTIONS = {
  '': 'default',
  ':-': 'default',
  '-': 'default_unset',
  ':?': 'required',
  '?': 'required_set',
  ':+': 'alternative',
  '+': 'alternative_set',
} as const;

/** As in Compose, an unset variable is empty and not an error. */
function expression({name, sign, word}: Variable): string {
  return `${FUNCTIONS[sign]}(env.${name}, ${operand(word)})`;
}

function operand(word: string): string {
  const operands = parse(word).map(part => (typeof part === 'string' ? quoted(part) : expression(part)));
  const [only = quoted(''), ...more] = operands;
  return more.length > 0 ? `concat(${operands.join(', ')})` : only;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function constant({name, sign, word}: Variable, env: Readonly<Record<string, string>>): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  const isGiven = sign.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  if (sign.endsWith('+')) return isGiven ? asConstant(word, env) : '';
  return isGiven || !sign.endsWith('-') ? (value ?? '') : asConstant(word, env);
}
