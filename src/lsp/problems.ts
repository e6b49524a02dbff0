import {DiagnosticSeverity, type Diagnostic as Problem} from 'vscode-languageserver';
import type {TextDocument} from 'vscode-languageserver-textdocument';
import type {Range} from '../config/yaml/node-at.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {Model} from './model.ts';

export interface ProblemOptions {
  /** Whether to also report schema errors, which appear twice if the editor has a server for schemas. */
  readonly schemaErrors: boolean;
}

/** The diagnostics of a file in an editor. */
export function problemsOf(model: Model, {schemaErrors}: ProblemOptions): readonly Diagnostic[] {
  return model.diagnostics.filter(({rule = ''}) => schemaErrors || !schemaRules.includes(rule));
}

/** The rules that any server for YAML with the schema knows. */
const schemaRules = ['invalid-yaml', 'wrong-shape'];

/** A diagnostic in the words of the protocol. */
export function problemOf(
  document: TextDocument,
  {severity, rule, message, place, also}: Diagnostic,
): Problem {
  return {
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'bottle',
    ...(rule !== undefined && {code: rule}),
    message,
    range: rangeOf(document, place ?? {start: 0, end: 0}),
    ...(also && {
      relatedInformation: [
        {message: also.message, location: {uri: document.uri, range: rangeOf(document, also.place)}},
      ],
    }),
  };
}

/** A range in lines and columns (UTF-16). */
export function rangeOf(document: TextDocument, {start, end}: Range) {
  return {start: document.positionAt(start), end: document.positionAt(end)};
}
