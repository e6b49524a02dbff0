import {expandVariables, type LookupVariable} from './expand-variables.ts';

/** An invalid line of an env file. Its text is omitted, since it may be part of a secret. */
export interface EnvFileProblem {
  /** The line number, from 1. */
  readonly line: number;
  readonly message: string;
}

export type EnvFileRead = {readonly variables: Readonly<Record<string, string>>} | EnvFileProblem;

/**
 * Parses an env file by the rules of Docker Compose (its `dotenv` package): quotes, escapes, `export`, comments, multi-line
 * values, and `${NAME}` in unquoted and double-quoted values. No npm package implements these rules: `dotenv` ends an unquoted
 * value at any `#`, ignores invalid lines and expands nothing, and `dotenv-expand` also expands single-quoted values.
 *
 * @param lookup the surrounding environment. In `${NAME}`, it takes precedence over earlier lines. A line with only a name takes
 * its value from it.
 */
export function parseEnvFile(text: string, lookup: LookupVariable = () => undefined): EnvFileRead {
  const source = text.replace(/^\uFEFF/, '');
  const variables = new Map<string, string>();
  const find: LookupVariable = name => lookup(name) ?? variables.get(name);
  for (let at = statementStart(source, 0); at < source.length; at = statementStart(source, at)) {
    const name = readName(source, at);
    if (name === undefined) return problemAt(source, at, NO_STATEMENT);
    if (name.isAlone) {
      const inherited = lookup(name.text);
      if (inherited !== undefined) variables.set(name.text, inherited);
      at = name.end;
      continue;
    }
    const value = readValue(source, name.end);
    if (value === undefined) return problemAt(source, name.end, 'the quote is not closed');
    const expanded = value.expands ? expandVariables(value.text, find) : {text: value.text};
    if ('message' in expanded) return problemAt(source, name.end, expanded.message);
    variables.set(name.text, expanded.text);
    at = value.end;
  }
  return {variables: Object.fromEntries(variables)};
}

/** Parses the format `raw`: everything after the first `=` is the value, including quotes. */
export function parseRawEnvFile(text: string, lookup: LookupVariable = () => undefined): EnvFileRead {
  const variables = new Map<string, string>();
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([^=\s]+)(?:=(.*))?$/.exec(line) ?? [];
    if (name === undefined) return {line: index + 1, message: NO_STATEMENT};
    const found = value ?? lookup(name);
    if (found !== undefined) variables.set(name, found);
  }
  return {variables: Object.fromEntries(variables)};
}

const NO_STATEMENT = 'expected `NAME=value`, only a name, an empty line or a comment (`#`)';

function problemAt(source: string, at: number, message: string): EnvFileProblem {
  return {line: source.slice(0, at).split('\n').length, message};
}

/** The offset of the next character that is neither blank nor in a comment line. */
function statementStart(source: string, from: number): number {
  const pattern = /(?:\s+|#[^\n]*)*/y;
  pattern.lastIndex = from;
  pattern.exec(source);
  return pattern.lastIndex;
}

/** Reads a name up to the start of its value. A name alone on its line takes its value from the environment. */
function readName(
  source: string,
  at: number,
): {readonly text: string; readonly end: number; readonly isAlone: boolean} | undefined {
  const pattern = /(?:export[^\S\n]+)?([\p{L}\p{N}_.[\]-]+)[^\S\n]*(?:([=:])[^\S\n]*|\n|$)/uy;
  pattern.lastIndex = at;
  const [, text, separator] = pattern.exec(source) ?? [];
  return text === undefined ? undefined : {text, end: pattern.lastIndex, isAlone: separator === undefined};
}

interface ReadValue {
  readonly text: string;
  readonly expands: boolean;
  readonly end: number;
}

/** Reads a value; `undefined` for an unclosed quote. */
function readValue(source: string, at: number): ReadValue | undefined {
  const quote = source.charAt(at);
  if (quote === '"' || quote === "'") return readQuoted(source, at, quote);
  const lineEnd = source.indexOf('\n', at);
  const end = lineEnd === -1 ? source.length : lineEnd;
  const [value = ''] = source.slice(at, end).split(' #');
  return {text: value.trimEnd(), expands: true, end};
}

function readQuoted(source: string, at: number, quote: string): ReadValue | undefined {
  const pattern = quote === '"' ? /"((?:\\[^]|[^"\\])*)"/y : /'((?:\\[^]|[^'\\])*)'/y;
  pattern.lastIndex = at;
  const [, inside] = pattern.exec(source) ?? [];
  if (inside === undefined) return undefined;
  const text = inside.replaceAll(`\\${quote}`, quote);
  return quote === '"'
    ? {text: unescaped(text), expands: true, end: pattern.lastIndex}
    : {text, expands: false, end: pattern.lastIndex};
}

const escapes: Readonly<Record<string, string>> = {
  ...{a: '\u0007', b: '\b', c: '\\c', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v'},
  // The result is expanded later, when `$$` becomes a dollar sign.
  ...{$: '$$', '"': '"', '\\': '\\'},
};

/** Replaces the known escape sequences of a double-quoted value. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:0([0-3][0-7]{2})|([abcfnrtv$"\\]))/g,
    (_, octal: string | undefined, letter: string) =>
      octal === undefined ? (escapes[letter] ?? '') : String.fromCharCode(parseInt(octal, 8)),
  );
}
