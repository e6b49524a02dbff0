import {referencesIn} from '../../values/expression.ts';
import {values} from '../../values/resolve.ts';
import {hasExpression, parseTemplate} from '../../values/template.ts';
import {errorDiagnostic} from '../../vocabulary/diagnostic.ts';
import {suggestionText} from '../analysis/unknown-name.ts';
import {composedFile} from './composed-file.ts';
import type {ComposedDocument, CompositionContext} from './composition.ts';
import {INCLUDE_RULE, type Include} from './includes.ts';
import {entriesOf, entryOf, withEntries, type Part} from './part.ts';
import {scalarText} from './profiles.ts';
import type {Sources} from './read-sources.ts';

/** The document with the variables that the including file passes. */
export function withPassedVars(
  document: Part,
  {vars, paths}: Include,
  parent: ComposedDocument,
  {start, context}: {readonly start: string; readonly context: CompositionContext},
): Part {
  if (!vars) return document;
  const own = entryOf(document, 'vars');
  const known = own ? entriesOf(own).map(([name]) => name) : [];
  const outer = entryOf(parent.part, 'vars');
  const outerVars = new Map(
    (outer ? entriesOf(outer) : []).map(([name, part]) => [
      name,
      context.vars[start + name] ?? scalarText(part),
    ]),
  );
  const passed = entriesOf(vars).flatMap(([name, part]) => {
    if (known.includes(name)) return [[name, resolvePassed(part, outerVars, context.sources)] as const];
    const {text: hint, ...suggestion} = suggestionText(name, known, {otherwise: '; it has no `vars`'});
    const message = `\`${String(paths[0]?.value)}\` has no variable \`${name}\`${hint}`;
    const place = composedFile(vars, vars.origin.file).place([name], 'key');
    context.sources.diagnostics.push(errorDiagnostic({rule: INCLUDE_RULE, message, place, ...suggestion}));
    return [];
  });
  return own ? withEntries(document, {vars: withEntries(own, Object.fromEntries(passed))}) : document;
}

/** The value that an include passes to a variable. It can read the variables of the including file. */
function resolvePassed(part: Part, vars: ReadonlyMap<string, string>, sources: Sources): Part {
  const {value, origin} = part;
  if (typeof value !== 'string' || !hasExpression(value)) return part;
  const {parts, problems} = parseTemplate(value);
  const unknown = parts
    .flatMap(each => (each.type === 'expression' ? referencesIn(each.expression) : []))
    .filter(({path: [root, ...names]}) => root !== 'vars' || !vars.has(names.join('.')));
  if (problems.length === 0 && unknown.length === 0)
    return {value: values({lookup: ([, ...names]) => vars.get(names.join('.'))}).text(value), origin};
  const at = {file: origin.file, path: origin.path};
  for (const {start, end} of [...problems, ...unknown]) {
    const message = '`vars` of an include can read only `vars` of this file, as in `${{ vars.name }}`';
    const place = at.file.placeOfSlice(at.path, {start, end});
    sources.diagnostics.push(errorDiagnostic({rule: INCLUDE_RULE, message, place}));
  }
  return {value: '', origin};
}
