import {DiagnosticSeverity, type Diagnostic as Problem} from 'vscode-languageserver';
import {dirname, relative} from 'node:path';
import type {Diagnostic, SourceRange} from '../vocabulary/diagnostic.ts';
import {locationIn, rangeOf, type Open} from './location.ts';
import type {Model} from './model.ts';

export interface ProblemOptions {
  /** Whether to also report schema errors. They appear twice if the editor also has a YAML language server. */
  readonly schemaErrors: boolean;
}

/** The diagnostics of a file in an editor. */
export function problemsOf(model: Model, {schemaErrors}: ProblemOptions): readonly Diagnostic[] {
  return model.diagnostics.filter(({rule = ''}) => schemaErrors || !schemaRules.includes(rule));
}

/** The rules whose errors a YAML language server with the schema reports as well. */
const schemaRules = ['invalid-yaml', 'wrong-shape'];

/** A diagnostic in the format of the protocol. A diagnostic of another file is shown at the `include` of the document. */
export function problemOf(open: Open, {severity, rule, message, place, also}: Diagnostic): Problem {
  const {document, model} = open;
  const other = place && place.file !== model.path ? locationIn(open, place) : undefined;
  const related = [
    ...(other ? [{message, location: other}] : []),
    ...(also ? [{message: also.message, location: locationIn(open, also.place)}] : []),
  ];
  return {
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'bottle',
    ...(rule !== undefined && {code: rule}),
    message: other && place ? `${relative(dirname(model.path), place.file)}: ${message}` : message,
    range: rangeOf(document, (other ? includePlace(model) : place) ?? {start: 0, end: 0}),
    ...(related.length > 0 && {relatedInformation: related}),
  };
}

/** The range of the key `include`; `undefined` if the document has none of its own. */
function includePlace({path, partial}: Model): SourceRange | undefined {
  const place = partial?.parsed.place(['include'], 'key');
  return place?.file === path ? place : undefined;
}
