import {referencesIn} from '../../values/expression.ts';
import {values} from '../../values/resolve.ts';
import {hasExpression, parseTemplate} from '../../values/template.ts';
import {errorDiagnostic} from '../../vocabulary/diagnostic.ts';
import type {Part} from './part.ts';
import type {Sources} from './read-sources.ts';

/** The value that an include passes to a variable; it may read the variables of the including file. */
export function resolvePassed(part: Part, vars: ReadonlyMap<string, string>, sources: Sources): Part {
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
    sources.diagnostics.push(errorDiagnostic({rule: 'wrong-include', message, place}));
  }
  return {value: '', origin};
}
