import type {YAMLError} from 'yaml';
import type {Range} from './node-at.ts';
import {lineEnd, lineStart, nearOnLine, restOfLine} from './text-lines.ts';
import type {FindUnclosed} from './unclosed.ts';

/** The meaning of a parser error, for the author of the file. */
export function explain(problem: Problem): Explained {
  const {error, text} = problem;
  const [start, end] = error.pos;
  const bare = bareReference(text, start);
  if (bare) return {message: 'a reference inside `[…]` or `{…}` must be quoted: `"${{ … }}"`', range: bare};
  const open = problem.findUnclosed(error);
  if (open !== undefined) return {...notClosed(text, open, start), ends: true};
  const explained = explanations[error.code]?.(problem);
  return explained ?? {message: `not valid YAML: ${lowerFirst(error.message)}`, range: {start, end}};
}

/** A parser error, and its context. */
export interface Problem {
  readonly error: YAMLError;
  readonly text: string;
  readonly findUnclosed: FindUnclosed;
}

/** A problem as text; `ends` if the text after it cannot be checked. */
export interface Explained {
  readonly message: string;
  readonly range: Range;
  readonly ends?: boolean;
}

function notClosed(text: string, open: number, at: number): Explained {
  const opening = text.charAt(open);
  if (opening === '"' || opening === "'")
    return {message: `the quote ${opening} is not closed`, range: {start: open, end: open + 1}};
  const next = restOfLine(text, at);
  const closing = opening === '[' ? ']' : '}';
  if (
    text.charAt(next.start) === closing &&
    text.slice(nearOnLine(text, next.start).start, next.start).trim() === ''
  ) {
    const message = `\`${closing}\` is not indented enough; indent it deeper than the key it belongs to`;
    return {message, range: {start: next.start, end: next.start + 1}};
  }
  const message = `\`${opening}\` is not closed; its contents must be indented deeper than its key`;
  return {message, range: {start: open, end: open + 1}};
}

const explanations: Partial<Record<YAMLError['code'], (problem: Problem) => Explained | undefined>> = {
  TAB_AS_INDENT: ({error: {pos}}) => ({
    message: 'tabs cannot be used for indentation; use spaces',
    range: {start: pos[0], end: pos[1]},
  }),
  BAD_INDENT: ({error, text}) => wrongIndent(text, error.pos[0]),
  BLOCK_AS_IMPLICIT_KEY: ({error, text}) => nested(text, error.pos[0]),
  MULTILINE_IMPLICIT_KEY: ({error, text}) => noColon(text, error.pos[0]),
  MISSING_CHAR: ({error, text}) => missing(error, text),
  BLOCK_IN_FLOW: ({error}) => noComma(error),
  UNEXPECTED_TOKEN: ({error, text}) => unexpected(error, text),
  BAD_SCALAR_START: ({error, text}) => ({
    message: `an unquoted string cannot start with ${text.charAt(error.pos[0])}; quote it`,
    range: restOfLine(text, error.pos[0]),
  }),
  BAD_DQ_ESCAPE: ({error, text}) => {
    const escape = text.slice(error.pos[0], error.pos[0] + 2);
    return {
      message: `unknown escape \`${escape}\` in double quotes; write \`\\\\\` for a backslash, or use single quotes`,
      range: {start: error.pos[0], end: error.pos[0] + 2},
    };
  },
  NON_STRING_KEY: ({error, text}) => notAKey(text, error.pos[0]),
  BAD_ALIAS: ({error, text}) => ({
    message: 'an unquoted string cannot start with `&` or `*`; quote it',
    range: restOfLine(text, error.pos[0]),
  }),
  MULTIPLE_DOCS: ({error, text}) => ({
    message: 'a launch file is a single YAML document; remove this `---`',
    range: restOfLine(text, error.pos[0]),
  }),
  TAG_RESOLVE_FAILED: ({error, text}) => {
    const tag = text.slice(error.pos[0], error.pos[1]);
    return {
      message: `tags such as \`${tag}\` are not supported; quote a string that starts with \`!\``,
      range: {start: error.pos[0], end: error.pos[1]},
    };
  },
};

/** The unquoted `${{ … }}` that contains the error, which a flow list or map has split. */
function bareReference(text: string, at: number): Range | undefined {
  const near = nearOnLine(text, at);
  const line = text.slice(near.start, near.end);
  for (const match of line.matchAll(/\$\{\{(?:(?!\$\{\{).)*?\}\}/g)) {
    const start = near.start + wordStart(line, match.index);
    const end = near.start + match.index + match[0].length;
    if (start <= at && at <= end) return {start, end};
  }
  return undefined;
}

/**
 * The start of the run of characters before `at` without a space, quote, bracket or comma. A loop, since a regular expression
 * would be quadratic.
 */
function wordStart(line: string, at: number): number {
  let start = at;
  while (start > 0 && !/[\s"'[\]{},]/.test(line.charAt(start - 1))) start -= 1;
  return start;
}

function wrongIndent(text: string, at: number): Explained | undefined {
  const range = restOfLine(text, at);
  if (range.start === range.end) return undefined;
  const spaces = range.start - lineStart(text, at);
  const indent = spaces === 1 ? '1 space' : `${spaces} spaces`;
  return {
    message: `indented by ${indent}, which matches no line above; align it with its sibling keys`,
    range,
  };
}

/** A second `: ` on a line, or a line that is indented deeper than its neighbour. */
function nested(text: string, at: number): Explained | undefined {
  if (text.charAt(at) === '\n' || /^[ \t]*- /.test(text.slice(lineStart(text, at))))
    return wrongIndent(text, at);
  const value = restOfLine(text, at);
  if (/:(\s|$)/.test(text.slice(value.start, value.end))) {
    return {message: 'a string that contains `: ` must be quoted', range: value};
  }
  return wrongIndent(text, lineEnd(text, at) + 1);
}

function noColon(text: string, at: number): Explained {
  const range = restOfLine(text, at);
  const line = text.slice(range.start, range.end);
  const glued = /^\w+:(?=\S)/.exec(line)?.[0];
  const next = glued === undefined ? '' : `; a space must follow \`${glued}\``;
  return {message: `expected \`key: value\`, found \`${line}\`${next}`, range};
}

function missing(error: YAMLError, text: string): Explained | undefined {
  const [start] = error.pos;
  if (error.message.startsWith('Implicit map keys')) return noColon(text, start);
  if (error.message.startsWith('Comments must')) {
    return {message: 'a comment needs a space before its `#`', range: {start, end: start + 1}};
  }
  if (error.message.startsWith('Missing ,')) return noComma(error);
  return undefined;
}

function noComma({pos: [start, end]}: YAMLError): Explained {
  return {
    message: 'a `,` is missing here, or quotes around a string that contains `: `, `[`, `{` or `,`',
    range: {start, end},
  };
}

function unexpected(error: YAMLError, text: string): Explained | undefined {
  const [start] = error.pos;
  const range = restOfLine(text, start);
  const found = text.slice(range.start, range.end);
  if (error.message.startsWith('Unexpected ,'))
    return {message: 'unexpected `,`', range: {start, end: start + 1}};
  if (/[|>][-+\d]*[ \t]*$/.test(text.slice(nearOnLine(text, start).start, start))) {
    return {message: `the text after \`|\` or \`>\` must begin on the next line, found \`${found}\``, range};
  }
  if (error.message.includes('block-seq-ind')) {
    return {message: 'a list with `-` must begin on the line after its key', range};
  }
  return {
    message: `unexpected \`${found}\`; quote the whole string if it contains quotes or brackets`,
    range,
  };
}

function notAKey(text: string, at: number): Explained {
  const {start: near} = nearOnLine(text, at);
  const start = near + text.slice(near, at).lastIndexOf('{');
  if (text.slice(start - 1, start + 1) === '{{' || text.slice(start, start + 2) === '{{') {
    return {message: 'a reference must be written as `"${{ … }}"`', range: restOfLine(text, at - 1)};
  }
  return {message: 'a key must be a string', range: {start: at, end: at + 1}};
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
