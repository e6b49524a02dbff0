import {isMap} from '../config/yaml/errors-below.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {KeyPath, ParsedFile} from '../config/yaml/parsed-file.ts';
import {isEnvironment} from '../config/analysis/references.ts';
import {parsePartial} from '../config/parse-partial.ts';
import {textsIn, textsOfTask, type TextUse} from '../config/analysis/source-texts.ts';
import {lineEnd, lineStart} from '../config/yaml/text-lines.ts';
import type {Model} from './model.ts';

/** The context of the cursor. */
export interface Cursor {
  /** The readable parts of the file, parsed as if a word had been typed at the cursor. */
  readonly partial: PartialFile;
  /** The path of the string at the cursor. */
  readonly path: KeyPath;
  /** How the string may use `${{ }}`. */
  readonly use: TextUse;
  /** The string before and after the cursor. */
  readonly before: string;
  readonly after: string;
}

/**
 * A private-use character that is inserted at the cursor. It makes an incomplete line (`needs: [`) parse with a string there, and marks
 * that string in the parsed file.
 */
const MARK = '\uE000';

/** Finds the string at the cursor; `undefined` if the cursor is not in a string value, for example in a comment. */
export function cursorAt({path, text, options}: Model, offset: number): Cursor | undefined {
  const partial = parsePartial(path, markedText(text, offset), options);
  const found = partial && textWithMark(partial.parsed);
  if (!found) return undefined;
  const [before = '', ...after] = found.text.split(MARK);
  return {partial, path: found.path, use: useOf(partial.parsed, found.path), before, after: after.join(MARK)};
}

/** The text with the mark, followed by missing closing brackets and quotes of the line. */
function markedText(text: string, offset: number): string {
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  const line = text.slice(lineStart(text, offset), offset);
  const rest = text.slice(offset, lineEnd(text, offset));
  const isLast = /^\s*(?:#.*)?$/.test(rest);
  return before + MARK + (isLast ? closers(line) : '') + after;
}

/** The closing characters for open brackets and quotes at the end of a line, innermost first. */
function closers(line: string): string {
  const open: string[] = [];
  for (const [token] of line.matchAll(/\\.|\$\{\{|["'[\]{}]/g)) {
    const innermost = open.at(-1);
    if (token === innermost) open.pop();
    else if (innermost !== '"' && innermost !== "'") open.push(...(closing[token] ?? []));
    else if (token === '${{') open.push('}', '}');
  }
  return open.toReversed().join('');
}

const closing: Readonly<Record<string, readonly string[]>> = {
  '"': ['"'],
  "'": ["'"],
  '[': [']'],
  '{': ['}'],
  '${{': ['}', '}'],
};

function textWithMark({value}: ParsedFile): {readonly path: KeyPath; readonly text: string} | undefined {
  const found = textsIn([], value, () => 'text').filter(({text}) => text.includes(MARK));
  // A value under an anchor counts where its alias is used.
  return found.find(({path}) => path[0] === 'tasks') ?? found[0];
}

function useOf({value}: ParsedFile, path: KeyPath): TextUse {
  const [section, name] = path;
  const map = isMap(value) ? value[String(section)] : undefined;
  const part = isMap(map) ? map[String(name)] : undefined;
  if (section !== 'tasks' || !isMap(part)) return isEnvironment(path) ? 'text' : 'fixed';
  const at = JSON.stringify(path);
  const texts = textsOfTask(path.slice(0, 2), part, []);
  return texts.find(({path: other}) => JSON.stringify(other) === at)?.use ?? 'fixed';
}
