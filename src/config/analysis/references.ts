import {referencesIn} from '../../values/expression.ts';
import {scriptProblems} from '../../values/shell-script.ts';
import {hasExpression, parseTemplate, type Template} from '../../values/template.ts';
import type {TextProblem} from '../../values/text-problem.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import {children} from '../yaml/broken.ts';
import type {Draft, DraftTask} from './draft.ts';
import {together, type Judged} from './judged.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {judgeReference} from './reference.ts';
import type {ReferenceUse} from './reference-use.ts';
import {slicePlace} from './slice-place.ts';
import {textsIn, textsOfTask, type WrittenText} from './written-texts.ts';

/** Every `${{ }}` in a task: whether it can be read, may stand where it does, and names what exists. */
export function judgeTaskReferences(draft: Draft, task: DraftTask): Judged {
  const implied = task.sound?.kind.impliedNeeds(task.sound.source as never) ?? [];
  const texts = textsOfTask(task.path, task.keys, implied);
  const names = {diagnostics: judgeKeys(draft, task.path, task.keys), edges: []};
  return together([names, ...texts.map(text => judgeText(draft, text, task.name))]);
}

/** Every `${{ }}` outside of tasks: only environments may contain any. */
export function judgeRootReferences(draft: Draft): readonly Diagnostic[] {
  const sections = Object.entries(draft.root).filter(([key]) => !key.startsWith('x-'));
  const texts = sections.flatMap(([key, value]) =>
    textsIn([key], value, path => (isEnvironment(path) ? 'text' : 'fixed')),
  );
  return [
    ...sections.flatMap(([key, value]) => judgeKeys(draft, [key], value)),
    ...texts.flatMap(text => judgeText(draft, text, undefined).diagnostics),
  ];
}

/** Whether a text outside of tasks is in an environment, and so may read values. */
export function isEnvironment([section, key]: KeyPath): boolean {
  return section === 'env' || (section === 'foreground' && key === 'env');
}

/** The names in a map are what they are written as. */
function judgeKeys(draft: Draft, path: KeyPath, value: unknown): readonly Diagnostic[] {
  return children(value).flatMap(([key, child]) => {
    const below = judgeKeys(draft, [...path, key], child);
    if (typeof key === 'number' || !hasExpression(key)) return below;
    const message = 'a name cannot contain a reference; only values can';
    return [{severity: 'error', message, place: draft.parsed.place([...path, key], 'key')}, ...below];
  });
}

function judgeText(draft: Draft, written: WrittenText, task: string | undefined): Judged {
  const template = parseTemplate(written.text);
  if (template.parts.every(({type}) => type === 'literal')) return {diagnostics: [], edges: []};
  const problems = problemsOf(template, written);
  const mistakes: Judged = {
    diagnostics: problems.map(problem => diagnosticOf(draft, written, problem)),
    edges: [],
  };
  if (written.use === 'fixed' || written.use === 'pattern') return mistakes;
  return together([mistakes, ...uses(template, written, task).map(use => judgeReference(draft, use))]);
}

function problemsOf(template: Template, {path, text, use}: WrittenText): readonly TextProblem[] {
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

function uses({parts}: Template, written: WrittenText, task: string | undefined): readonly ReferenceUse[] {
  return parts.flatMap(part => {
    if (part.type !== 'expression') return [];
    const isAlone = part.expression.type === 'reference' && written.use !== 'condition';
    return referencesIn(part.expression).map(reference => ({reference, isAlone, written, task}));
  });
}

function diagnosticOf({parsed}: Draft, written: WrittenText, problem: TextProblem): Diagnostic {
  return {severity: 'error', message: problem.message, place: slicePlace(parsed, written, problem)};
}

/** The key that a text belongs to; an item of a list belongs to that of the list. */
function keyOf(path: WrittenText['path']): string {
  return String(path.findLast(part => typeof part === 'string'));
}
