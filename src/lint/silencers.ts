import type {ParsedFile, SourceTextFile} from '../config/yaml/parsed-file.ts';
import {lineEnd, lineStart} from '../config/yaml/text-lines.ts';
import {warningDiagnostic, type Diagnostic, type SourceRange} from '../vocabulary/diagnostic.ts';
import {closest} from '../vocabulary/suggest.ts';
import type {LintRule} from './rule.ts';

/** The rule for silencers without effect. */
export const UNUSED_SILENCER = 'unused-silencer';

/** The subject of the warning. */
export const unusedSilencer = 'a `# bottle: ignore` that silences nothing';

/**
 * Drops warnings that a comment `# bottle: ignore rule, rule` silences, either on the line of the warning or alone on the line
 * above. Adds warnings for names in such comments that silence nothing. Results are in file order.
 */
export function silence(
  {files}: Pick<ParsedFile, 'files'>,
  found: readonly Diagnostic[],
  rules: readonly Pick<LintRule, 'name'>[],
): readonly Diagnostic[] {
  const known = new Set(files.map(({path}) => path));
  const others = found.filter(({place}) => !place || !known.has(place.file));
  const inFiles = files.flatMap(file =>
    silenceIn(
      file,
      found.filter(({place}) => place?.file === file.path),
      rules,
    ),
  );
  return [...inFiles, ...others];
}

function silenceIn(
  file: SourceTextFile,
  found: readonly Diagnostic[],
  rules: readonly Pick<LintRule, 'name'>[],
): readonly Diagnostic[] {
  const silencers = silencersIn(file);
  // A shortcut: most files have no silencers, and a file may have 50,000 warnings.
  if (silencers.length === 0) return inFileOrder(found);
  const keyOf = ({rule = '', place}: Diagnostic) =>
    place ? `${rule} ${lineStart(file.text, place.start)}` : '';
  const silenced = new Set(silencers.map(({line, name}) => `${name} ${line}`));
  const present = new Set(found.map(keyOf));
  const kept = found.filter(diagnostic => !silenced.has(keyOf(diagnostic)));
  const unused = silencers.filter(({line, name}) => !present.has(`${name} ${line}`));
  return inFileOrder([...kept, ...unused.map(silencer => warningOf(silencer, rules))]);
}

function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0));
}

interface Silencer {
  /** The offset of the start of the silenced line. */
  readonly line: number;
  readonly name: string;
  readonly place: SourceRange;
}

/** Comments in scripts also match, since the lines of a script are lines of the file. */
const comment = /(?<=^|[ \t])#[ \t]*bottle:[ \t]*ignore[ \t]+(?<names>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)/gm;

function silencersIn({path, text}: SourceTextFile): readonly Silencer[] {
  // Backwards, so the line that a comment below silences is already known.
  const known = new Map<number, number>();
  const comments = [...text.matchAll(comment)].toReversed().flatMap(({0: all, index, groups}) => {
    const {names = ''} = groups ?? {};
    const line = silencedLine(text, index, known);
    known.set(lineStart(text, index), line);
    const first = index + all.length - names.length;
    return [...names.matchAll(/[\w-]+/g)].map(({0: name, index: at}) => ({
      line,
      name,
      place: {file: path, start: first + at, end: first + at + name.length},
    }));
  });
  return comments.reverse();
}

/** The line that a comment silences: its own line or, for a comment alone on a line, the next line that is not a comment. */
function silencedLine(text: string, at: number, known: ReadonlyMap<number, number>): number {
  let line = lineStart(text, at);
  if (text.slice(line, at).trim() !== '') return line;
  for (;;) {
    const end = lineEnd(text, line);
    const below = known.get(line);
    if (below !== undefined) return below;
    if (end === text.length || !/^\s*(#|$)/.test(text.slice(line, end))) return line;
    line = end + 1;
  }
}

function warningOf({name, place}: Silencer, rules: readonly Pick<LintRule, 'name'>[]): Diagnostic {
  const names = rules.map(rule => rule.name);
  const suggestion = names.includes(name) ? undefined : closest(name, names);
  const facts = {rule: UNUSED_SILENCER, place};
  if (suggestion !== undefined) {
    const message = `unknown rule \`${name}\`, did you mean \`${suggestion}\`?`;
    return warningDiagnostic({...facts, message, suggestion});
  }
  const message = names.includes(name)
    ? `\`${name}\` has no warning to silence here; remove the comment`
    : `unknown rule \`${name}\`; errors cannot be silenced`;
  return warningDiagnostic({...facts, message});
}
