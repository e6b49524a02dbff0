import type {YAMLError} from 'yaml';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {explain} from './explain-syntax.ts';
import {isMergeTag} from './merge-tags.ts';
import type {Range} from './node-at.ts';
import {lineStart} from './text-lines.ts';
import {unclosedIn} from './unclosed.ts';
import type {YamlDocument} from './source-node.ts';

/**
 * Syntax errors in plain English: only the first one on each line, and none after an unclosed bracket or quote, since the parser
 * only guesses from there on.
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
    // Skip a second complaint about the same place, which is usually the same problem.
    if (error.pos[0] === errors[nth - 1]?.pos[0]) continue;
    const said = explain({error, text, findUnclosed});
    const line = lineStart(text, said.range.start);
    if (lines.has(line)) continue;
    lines.add(line);
    // The parser reports errors after an opening bracket before it reports the missing closing bracket.
    if (said.ends) found = found.filter(({range}) => range.start < said.range.start);
    found.push(said);
    if (said.ends) break;
  }
  return found.map(({message, range}) => errorDiagnostic({message, place: {file, ...range}}));
}

/** Drops complaints about indentation that are caused by tabs. */
function withoutGuesses(errors: readonly YAMLError[]): readonly YAMLError[] {
  const hasTabs = errors.some(({code}) => code === 'TAB_AS_INDENT');
  return hasTabs ? errors.filter(({code}) => code !== 'BAD_INDENT') : errors;
}
