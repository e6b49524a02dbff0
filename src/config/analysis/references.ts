import {referencesIn} from '../../values/expression.ts';
import {scriptProblems} from '../../values/shell-script.ts';
import {hasExpression, parseTemplate, type Template} from '../../values/template.ts';
import type {TextProblem} from '../../values/text-problem.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {eachChild} from '../yaml/errors-below.ts';
import {MAX_ERRORS} from '../limit-errors.ts';
import {documentOf, type PartialDocument, type PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import {mergeFindings, NO_FINDINGS, type Findings} from './findings.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {checkReference} from './reference.ts';
import {requiredProblems} from './required-variables.ts';
import type {ReferenceSite, ReferenceUse} from './reference-use.ts';
import {locateSlice} from './locate-slice.ts';
import {mayRefer, textsIn, textsOfTask, type SourceText} from './source-texts.ts';

/** Checks every `${{ }}` in a task: its syntax, whether it is allowed there, and whether its target exists. */
export function checkTaskReferences(partial: PartialFile, task: PartialTask): Findings {
  const implied = task.validTask?.impliedNeeds() ?? [];
  const texts = textsOfTask(task.path, task.keys, implied, mayRefer);
  const site = {parsed: partial.parsed, env: documentOf(partial, task.name).env};
  const names = {diagnostics: checkKeys(site, task.path, task.keys), edges: []};
  return mergeFindings([names, ...texts.map(text => checkText(partial, site, text, task.name))]);
}

/** Checks every `${{ }}` outside of tasks: only environments can contain them. */
export function checkRootReferences(partial: PartialFile): readonly Diagnostic[] {
  return partial.documents.flatMap(document => checkDocument(partial, document));
}

function checkDocument(partial: PartialFile, document: PartialDocument): readonly Diagnostic[] {
  const sections = Object.entries(document.root).filter(
    ([key]) => !key.startsWith('x-') && key !== 'include',
  );
  const texts = sections.flatMap(([key, value]) =>
    textsIn([key], value, path => (isEnvironment(path) ? 'text' : 'fixed'), mayRefer),
  );
  return [
    ...sections.flatMap(([key, value]) => checkKeys(document, [key], value)),
    ...texts.flatMap(text => checkText(partial, document, text, undefined).diagnostics),
  ];
}

/** Whether a string outside of tasks is in an environment and can therefore read values. */
export function isEnvironment([section, key]: KeyPath): boolean {
  return section === 'env' || (section === 'foreground' && key === 'env');
}

/** Reports references in the names of a map. */
function checkKeys(site: ReferenceSite, path: KeyPath, value: unknown): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  eachChild(value, (key, child) => {
    if (typeof key === 'string' && hasExpression(key)) {
      const message = 'a name cannot contain a reference; only values can';
      found.push(errorDiagnostic({message, place: site.parsed.place([...path, key], 'key')}));
    }
    if (typeof child === 'object' && child !== null)
      for (const below of checkKeys(site, [...path, key], child)) found.push(below);
  });
  return found;
}

function checkText(
  partial: PartialFile,
  site: ReferenceSite,
  source: SourceText,
  task: string | undefined,
): Findings {
  const template = parseTemplate(source.text);
  if (template.parts.every(({type}) => type === 'literal')) return NO_FINDINGS;
  const problems = [...problemsOf(template, source), ...requiredProblems(template, site.env)];
  const mistakes: Findings = {
    diagnostics: diagnosticsOf(site, source, problems),
    edges: [],
  };
  if (source.use === 'fixed' || source.use === 'pattern') return mistakes;
  return mergeFindings([
    mistakes,
    ...uses(template, source, {site, task}).map(use => checkReference(partial, use)),
  ]);
}

function problemsOf(template: Template, {path, text, use}: SourceText): readonly TextProblem[] {
  switch (use) {
    case 'text':
      return template.problems;
    case 'script':
      return [...template.problems, ...scriptProblems(template)];
    case 'condition':
      return [...template.problems, ...conditionProblems(template, text)];
    case 'fixed':
      return everyHole(
        template,
        `\`${keyOf(path)}\` must be known before the run and cannot contain a reference`,
      );
    case 'pattern':
      return everyHole(template, 'a regular expression cannot contain a reference');
  }
}

function conditionProblems({parts}: Template, text: string): readonly TextProblem[] {
  const isOne = parts.filter(({type}) => type !== 'literal').length === 1;
  if (isOne && parts.every(part => part.type !== 'literal' || part.text.trim() === '')) return [];
  const message =
    'expected a single `${{ }}` with nothing around it; write operators inside it, as in `${{ vars.a && vars.b }}`';
  return [{message, start: 0, end: text.length}];
}

function everyHole({parts}: Template, message: string): readonly TextProblem[] {
  return parts.flatMap(part =>
    part.type === 'literal' ? [] : [{message, start: part.start, end: part.end}],
  );
}

function uses(
  {parts}: Template,
  source: SourceText,
  place: Pick<ReferenceUse, 'site' | 'task'>,
): readonly ReferenceUse[] {
  return parts.flatMap(part => {
    if (part.type !== 'expression') return [];
    const isAlone = part.expression.type === 'reference' && source.use !== 'condition';
    return referencesIn(part.expression).map(reference => ({reference, isAlone, source, ...place}));
  });
}

/** The diagnostics that are shown, and one that counts the rest: a string may have 250,000 problems. */
function diagnosticsOf(
  site: ReferenceSite,
  source: SourceText,
  problems: readonly TextProblem[],
): readonly Diagnostic[] {
  const toDiagnostic = (problem: TextProblem) => diagnosticOf(site, source, problem);
  if (problems.length <= MAX_ERRORS) return problems.map(toDiagnostic);
  const inOrder = problems.toSorted((a, b) => a.start - b.start);
  const shown = inOrder.slice(0, MAX_ERRORS + 1).map(toDiagnostic);
  return shown.map((each, at) => (at < MAX_ERRORS ? each : {...each, count: problems.length - MAX_ERRORS}));
}

function diagnosticOf({parsed}: ReferenceSite, source: SourceText, problem: TextProblem): Diagnostic {
  return errorDiagnostic({message: problem.message, place: locateSlice(parsed, source, problem)});
}

/** The key of a string. For an item of a list, this is the key of the list. */
function keyOf(path: SourceText['path']): string {
  return String(path.findLast(part => typeof part === 'string'));
}
