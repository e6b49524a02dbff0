import type {TextProblem} from './text-problem.ts';

/** A token of an expression; `start` and `end` are offsets into the surrounding text. */
export interface Token {
  readonly type: 'reference' | 'text' | 'operator' | 'end';
  /** The reference or operator as written, or the string without its quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const name = String.raw`[A-Za-z0-9_][A-Za-z0-9_-]*`;
const token = new RegExp(
  String.raw`\s*(?:(?<reference>${name}(?:\.${name})*)|'(?<text>[^']*(?:''[^']*)*)'|(?<operator>==|!=|&&|\|\||[!(),]))`,
  'y',
);

/** The tokens of `text` between two offsets, followed by an `end` token; or a problem. */
export function tokenize(text: string, start: number, end: number): readonly Token[] | TextProblem {
  const inside = text.slice(0, end);
  const tokens: Token[] = [];
  for (let at = start; ;) {
    token.lastIndex = at;
    const groups = token.exec(inside)?.groups;
    if (groups === undefined) {
      const rest = at + (/^\s*/.exec(inside.slice(at))?.[0].length ?? 0);
      return rest === end ? [...tokens, {type: 'end', value: '', start: end, end}] : notToken(inside, rest);
    }
    at = token.lastIndex;
    tokens.push(tokenOf(groups, at));
  }
}

function tokenOf({reference, text, operator}: Record<string, string | undefined>, end: number): Token {
  if (text !== undefined) {
    return {type: 'text', value: text.replaceAll("''", "'"), start: end - text.length - 2, end};
  }
  const value = reference ?? operator ?? '';
  return {type: reference === undefined ? 'operator' : 'reference', value, start: end - value.length, end};
}

function notToken(text: string, at: number): TextProblem {
  const found = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const place = {start: at, end: at + found.length};
  switch (found) {
    case "'":
      return {message: "unterminated string; close it with `'`", start: at, end: text.trimEnd().length};
    case '"':
      return {message: "unexpected `\"`; strings are written in single quotes, as in `'codex'`", ...place};
    case '.':
      return {message: 'missing name next to the `.`; a reference looks like `tasks.db.pid`', ...place};
    case '=':
    case '&':
    case '|':
      return {message: `unexpected \`${found}\`, did you mean \`${found}${found}\`?`, ...place};
    default:
      return {message: `unexpected ${quoted(found)} in an expression`, ...place};
  }
}

function quoted(character: string): string {
  return character === '`' ? 'backtick' : `\`${character}\``;
}
