import type {YAMLError} from 'yaml';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {explain} from './explain-syntax.ts';
import {isMergeTag} from './merge-tags.ts';
import type {Range} from './node-at.ts';
import {lineStart} from './text-lines.ts';
import {unclosedIn} from './unclosed.ts';
import type {YamlDocument} from './source-node.ts';

/**
 * Syntax errors, in plain English; only the first of a line, and none after an unclosed bracket or quote, because the parser
 * guesses from there on.
 */
export function syntaxErrors(file: string, text: string, document: YamlDocument): readonly Diagnostic[] {
  const tags = document.warnings.filter(
    ({code, pos}) => code === 'TAG_RESOLVE_FAILED' && !isMergeTag(text, pos),
  );
  const errors = [...withoutGuesses(document.errors), ...tags].toSorted((a, b) => a.pos[0] - b.pos[0]);
  const findUnclosed = unclosedIn(text, document.root);
  let found: {readonly message: string; readonly range: Range}[] = [];
  const lines = new Set<number>();
  for (const [nth, error] of errors.entries()) {
    // A second complaint about one place says the same in other words.
    if (error.pos[0] === errors[nth - 1]?.pos[0]) continue;
    const said = explain({error, text, findUnclosed});
    const line = lineStart(text, said.range.start);
    if (lines.has(line)) continue;
    lines.add(line);
    // The parser reports errors after an opening bracket before the missing closing one.
    if (said.ends) found = found.filter(({range}) => range.start < said.range.start);
    found.push(said);
    if (said.ends) break;
  }
  return found.map(({message, range}) => errorDiagnostic({message, place: {file, ...range}}));
}

/** Without complaints about indentation where tabs are the reason. */
function withoutGuesses(errors: readonly YAMLError[]): readonly YAMLError[] {
  const hasTabs = errors.some(({code}) => code === 'TAB_AS_INDENT');
  return hasTabs ? errors.filter(({code}) => code !== 'BAD_INDENT') : errors;
}
