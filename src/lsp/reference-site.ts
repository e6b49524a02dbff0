import type {SourceRange} from '../vocabulary/diagnostic.ts';
import type {ParsedFile} from '../config/yaml/parsed-file.ts';
import {isEnvironment} from '../config/analysis/references.ts';
import {locateSlice} from '../config/analysis/locate-slice.ts';
import {textsIn, type SourceText} from '../config/analysis/source-texts.ts';
import {referencesIn, type ValueReference} from '../values/expression.ts';
import {parseTemplate} from '../values/template.ts';

/** A `${{ }}` reference with its location in the file. */
export interface ReferenceSite {
  readonly path: readonly string[];
  /** The string that contains it. */
  readonly source: SourceText;
  readonly range: SourceRange;
  /** The range of the names `from` to `to` (default: the last one); `undefined` if the reference has fewer names. */
  rangeOf(from: number, to?: number): SourceRange | undefined;
}

/** The references of a string. */
export function referenceSites(parsed: ParsedFile, source: SourceText): readonly ReferenceSite[] {
  const [section, , key] = source.path;
  const mayRead = isEnvironment(source.path) || (section === 'tasks' && key !== undefined);
  if (!mayRead || !source.text.includes('${{')) return [];
  return parseTemplate(source.text).parts.flatMap(part => {
    const references = part.type === 'expression' ? referencesIn(part.expression) : [];
    return references.map(reference => siteOf(parsed, source, reference));
  });
}

/** The reference at or next to the cursor. */
export function referenceSiteAt(parsed: ParsedFile, offset: number): ReferenceSite | undefined {
  const sites = textsIn([], parsed.value, () => 'text').flatMap(text => referenceSites(parsed, text));
  return sites.find(({range}) => range.file === parsed.path && range.start <= offset && offset <= range.end);
}

function siteOf(parsed: ParsedFile, source: SourceText, reference: ValueReference): ReferenceSite {
  const {path} = reference;
  const whole = locateSlice(parsed, source, reference);
  const text = parsed.files.find(file => file.path === whole.file)?.text.slice(whole.start, whole.end);
  // The parts of a reference with escape sequences (`\x74asks.db.pid`) cannot be located, so the range is the whole reference.
  const isPlain = text?.includes('\\') !== true;
  return {
    path,
    source,
    range: whole,
    rangeOf(from, to = path.length) {
      if (path.length <= from) return undefined;
      if (!isPlain) return whole;
      const start = reference.start + lengthWithDot(path.slice(0, from));
      return locateSlice(parsed, source, {start, end: start + path.slice(from, to).join('.').length});
    },
  };
}

function lengthWithDot(names: readonly string[]): number {
  return names.map(name => `${name}.`).join('').length;
}
