import type {ParsedFile} from '../config/parsed-file.ts';
import {lineEnd, lineStart} from '../config/text-lines.ts';
import type {Diagnostic, Place} from '../vocabulary/diagnostic.ts';
import {closest} from '../vocabulary/suggest.ts';
import type {LintRule} from './rule.ts';

/** The rule of a silencer that silences nothing. */
export const UNUSED_SILENCER = 'unused-silencer';

/** What it warns of. */
export const unusedSilencer = 'a `# bottle: ignore` that silences nothing';

/**
 * Leaves out the warnings that a comment `# bottle: ignore rule, rule` silences, on the line of the warning or alone on the
 * line above, and warns of the names in such comments that silence nothing. In file order.
 */
export function silence(
  parsed: ParsedFile,
  found: readonly Diagnostic[],
  rules: readonly Pick<LintRule, 'name'>[],
): readonly Diagnostic[] {
  const silencers = silencersIn(parsed);
  const fits = ({line, name}: Silencer, {rule, place}: Diagnostic) =>
    rule === name && place !== undefined && lineStart(parsed.text, place.start) === line;
  const kept = found.filter(diagnostic => !silencers.some(silencer => fits(silencer, diagnostic)));
  const unused = silencers.filter(silencer => !found.some(diagnostic => fits(silencer, diagnostic)));
  return [...kept, ...unused.map(silencer => warningOf(silencer, rules))].toSorted(
    (a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0),
  );
}

interface Silencer {
  /** Where the line begins whose warnings it silences. */
  readonly line: number;
  readonly name: string;
  readonly place: Place;
}

/** Comments of scripts count too, since a script's lines are lines of the file. */
const comment = /(?<=^|[ \t])#[ \t]*bottle:[ \t]*ignore[ \t]+(?<names>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)/gm;

function silencersIn({path, text}: ParsedFile): readonly Silencer[] {
  return [...text.matchAll(comment)].flatMap(({0: all, index, groups}) => {
    const {names = ''} = groups ?? {};
    const line = silencedLine(text, index);
    const first = index + all.length - names.length;
    return [...names.matchAll(/[\w-]+/g)].map(({0: name, index: at}) => ({
      line,
      name,
      place: {file: path, start: first + at, end: first + at + name.length},
    }));
  });
}

/** Its own line; of a comment that stands alone the next line that is no comment. */
function silencedLine(text: string, at: number): number {
  let line = lineStart(text, at);
  if (text.slice(line, at).trim() !== '') return line;
  while (/^\s*(#|$)/.test(text.slice(line, lineEnd(text, line))) && lineEnd(text, line) < text.length)
    line = lineEnd(text, line) + 1;
  return line;
}

function warningOf({name, place}: Silencer, rules: readonly Pick<LintRule, 'name'>[]): Diagnostic {
  const names = rules.map(rule => rule.name);
  const told = {severity: 'warning', rule: UNUSED_SILENCER, place} as const;
  if (names.includes(name))
    return {...told, message: `\`${name}\` warns of nothing here; remove the comment`};
  const suggestion = closest(name, names);
  if (suggestion === undefined)
    return {...told, message: `there is no rule \`${name}\`; errors cannot be silenced`};
  return {...told, message: `there is no rule \`${name}\`, did you mean \`${suggestion}\`?`, suggestion};
}
