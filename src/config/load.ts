import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import {judgeCycles} from './cycles.ts';
import {draft, type Draft, type DraftTask, type Kinds} from './draft.ts';
import {together, type Judged} from './judged.ts';
import type {Edge, LaunchFile} from './launch-file.ts';
import {launchFile} from './launch.ts';
import {judgeNames, judgeUntil} from './names.ts';
import {parse} from './parse.ts';
import type {ParsedFile} from './parsed-file.ts';
import {judgeProbes} from './probes.ts';
import {judgeRootReferences, judgeTaskReferences} from './references.ts';
import {checkShape} from './shape.ts';
import {advice} from './unknown-name.ts';

export interface LoadOptions {
  /** Variables of the command line; they replace those of the file and hold no references. */
  readonly vars: Readonly<Record<string, string>>;
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly kinds: Kinds;
}

export type Loaded = {readonly launch: LaunchFile} | {readonly diagnostics: readonly Diagnostic[]};

/**
 * Reads a launch file: its YAML, its shape, the names in it, its references, and whether needs go in circles. All that is
 * wrong is told at once, in file order, less what only follows from another mistake.
 *
 * @param path absolute
 */
export function load(path: string, text: string, options: LoadOptions): Loaded {
  const read = parse(path, text);
  return 'diagnostics' in read ? read : judge(read.parsed, options);
}

function judge(parsed: ParsedFile, {vars, env, kinds}: LoadOptions): Loaded {
  const misshapen = checkShape(parsed);
  const file = draft(parsed, misshapen, {env, kinds});
  const judged = new Map([...file.tasks].map(([name, task]) => [name, judgeTask(file, task)]));
  const edges = new Map([...judged].map(([name, {edges}]) => [name, edges]));
  const diagnostics = inFileOrder([
    ...misshapen,
    ...judgeUntil(file),
    ...judgeRootReferences(file),
    ...[...judged.values()].flatMap(task => task.diagnostics),
    ...judgeCycles(edges),
    ...unknownVars(file, vars),
  ]);
  if (diagnostics.some(({severity}) => severity === 'error')) return {diagnostics};
  return {launch: launchFile(file, {vars, edges, warnings: diagnostics})};
}

function judgeTask(file: Draft, task: DraftTask): Judged {
  const {diagnostics, edges} = together([judgeNames(file, task), judgeTaskReferences(file, task)]);
  return {
    diagnostics: [...diagnostics, ...judgeProbes(file, task), ...kindMistakes(file, task)],
    edges: oneForEachOrigin(edges),
  };
}

/** What the task's kind knows to be wrong. */
function kindMistakes({parsed, tasks}: Draft, {path, sound}: DraftTask): readonly Diagnostic[] {
  if (sound === undefined) return [];
  const mistakes = sound.kind.mistakes(sound.source as never, name => tasks.get(name)?.sound?.source);
  return mistakes.map(({key, message}) => {
    return {severity: 'error', message, place: parsed.place([...path, ...key], 'value')};
  });
}

function oneForEachOrigin(edges: readonly Edge[]): readonly Edge[] {
  const isFirst = ({to, words}: Edge, at: number) =>
    edges.findIndex(other => other.to === to && other.words === words) === at;
  return edges.filter(isFirst);
}

function unknownVars({names}: Draft, vars: LoadOptions['vars']): readonly Diagnostic[] {
  const unknown = Object.keys(vars).filter(name => !names.vars.includes(name));
  return unknown.map(name => {
    const {words} = advice(name, names.vars, '; the file has no `vars`');
    return {severity: 'error', message: `unknown variable \`${name}\` in \`--var\`${words}`};
  });
}

/** Problems of the command line last; what stands under an anchor once, however often it is used. */
function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const {message, place} = diagnostic;
    const key = `${place?.start}-${place?.end} ${message}`;
    if (!told.has(key)) told.set(key, diagnostic);
  }
  return [...told.values()].toSorted((a, b) => (a.place?.start ?? Infinity) - (b.place?.start ?? Infinity));
}
