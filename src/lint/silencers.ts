import type {ParsedFile, SourceTextFile} from '../config/yaml/parsed-file.ts';
import {lineEnd, lineStart} from '../config/yaml/text-lines.ts';
import {warningDiagnostic, type Diagnostic, type SourceRange} from '../vocabulary/diagnostic.ts';
import {closest} from '../vocabulary/suggest.ts';
import type {LintRule} from './rule.ts';

/** The rule of a silencer that silences nothing. */
export const UNUSED_SILENCER = 'unused-silencer';

/** The subject of its warning. */
export const unusedSilencer = 'a `# bottle: ignore` that silences nothing';

/**
 * Leaves out the warnings that a comment `# bottle: ignore rule, rule` silences, on the line of the warning or alone on the
 * line above, and warns of the names in such comments that silence nothing. In file order.
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
  // Most files have none, and may have 50,000 warnings.
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
  /** Where the line begins whose warnings it silences. */
  readonly line: number;
  readonly name: string;
  readonly place: SourceRange;
}

/** Comments of scripts count too, since a script's lines are lines of the file. */
const comment = /(?<=^|[ \t])#[ \t]*bottle:[ \t]*ignore[ \t]+(?<names>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)/gm;

function silencersIn({path, text}: SourceTextFile): readonly Silencer[] {
  // From the last to the first: what the lines below silence is known then.
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

/** Its own line; for a comment alone on a line, the next line that is not a comment. */
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
    const message = `there is no rule \`${name}\`, did you mean \`${suggestion}\`?`;
    return warningDiagnostic({...facts, message, suggestion});
  }
  const message = names.includes(name)
    ? `\`${name}\` has no warning to silence here; remove the comment`
    : `there is no rule \`${name}\`; errors cannot be silenced`;
  return warningDiagnostic({...facts, message});
}
