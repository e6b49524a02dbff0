import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import {judgeCycles} from './analysis/cycles.ts';
import {draft, type Draft, type DraftTask, type Kinds} from './analysis/draft.ts';
import {imageTags, tagNeeds, type ImageTags} from './analysis/image-tags.ts';
import type {Judged} from './analysis/judged.ts';
import {limitErrors} from './limit-errors.ts';
import type {ErrorRule} from './error-rules.ts';
import type {Edge, LaunchFile} from '../model/launch-file.ts';
import {launchFile} from './launch.ts';
import {judgeNames, judgeUntil} from './analysis/names.ts';
import {judgeGenerated} from './analysis/generated.ts';
import {judgeNullCharacters} from './analysis/null-characters.ts';
import {parse} from './yaml/parse.ts';
import type {ParsedFile} from './yaml/parsed-file.ts';
import {judgeProbes} from './analysis/probes.ts';
import {judgeRootReferences, judgeTaskReferences} from './analysis/references.ts';
import {judgeSecretOutputs} from './analysis/secret-outputs.ts';
import {checkShape} from './shape/shape.ts';
import {judgeStdin} from './analysis/stdin.ts';
import {advice} from './analysis/unknown-name.ts';

export interface LoadOptions {
  /** Variables of the command line; they replace those of the file and hold no references. */
  readonly vars: Readonly<Record<string, string>>;
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly kinds: Kinds;
  /** Reads a file beside the launch file: the Dockerfile of an image. Default: none is read. */
  readonly readText?: (path: string) => string | undefined;
}

export type Loaded = {readonly launch: LaunchFile} | {readonly diagnostics: readonly Diagnostic[]};

/** A launch file as far as it can be judged. */
export interface Examined {
  /** The first hundred errors in file order, and how many there are besides. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is right of it; absent where it is not even YAML. */
  readonly draft?: Draft;
  /** As much as could be read of what is not YAML (yet). */
  readonly readable?: ParsedFile;
  /** The whole, where there is no error. */
  readonly launch?: LaunchFile;
}

/**
 * Reads a launch file: its YAML, its shape, the names in it, its references, and whether needs go in circles. All that is
 * wrong is told at once, in file order, less what only follows from another mistake.
 *
 * @param path absolute
 */
export function load(path: string, text: string, options: LoadOptions): Loaded {
  const {launch, diagnostics} = examine(path, text, options);
  return launch ? {launch} : {diagnostics};
}

/** As {@link load}, with what can still be judged of a file that has errors. */
export function examine(path: string, text: string, options: LoadOptions): Examined {
  const read = parse(path, text);
  if ('diagnostics' in read)
    return {...read, diagnostics: limitErrors(ruled('invalid-yaml', read.diagnostics))};
  return judge(read.parsed, options);
}

function judge(parsed: ParsedFile, {vars, env, kinds, readText = () => undefined}: LoadOptions): Examined {
  const misshapen = checkShape(parsed);
  const file = draft(parsed, misshapen, {env, kinds, readText});
  const tags = imageTags(file);
  const judged = new Map([...file.tasks].map(([name, task]) => [name, judgeTask(file, tags, task)]));
  const edges = new Map([...judged].map(([name, {edges}]) => [name, edges]));
  const diagnostics = inFileOrder([
    ...ruled('wrong-shape', misshapen),
    ...ruled('wrong-need', judgeUntil(file)),
    ...ruled('wrong-value', judgeNullCharacters(file)),
    ...ruled('wrong-value', judgeGenerated(file)),
    ...ruled('wrong-reference', judgeRootReferences(file)),
    ...[...judged.values()].flatMap(task => task.diagnostics),
    ...ruled('wrong-value', judgeStdin(file)),
    ...ruled('cycle', judgeCycles(edges)),
    ...ruled('unknown-variable', unknownVars(file, vars)),
  ]);
  if (diagnostics.length > 0) return {diagnostics: limitErrors(diagnostics), draft: file};
  return {diagnostics, draft: file, launch: launchFile(file, {vars, edges, tags})};
}

function judgeTask(file: Draft, tags: ImageTags, task: DraftTask): Judged {
  const names = judgeNames(file, task);
  const references = judgeTaskReferences(file, task);
  return {
    diagnostics: [
      ...ruled('wrong-need', names.diagnostics),
      ...ruled('wrong-reference', references.diagnostics),
      ...ruled('wrong-probe', judgeProbes(file, task)),
      ...ruled('wrong-value', [...kindMistakes(file, task), ...judgeSecretOutputs(file, task)]),
    ],
    edges: oneForEachOrigin([...names.edges, ...references.edges, ...tagNeeds(file, tags, task)]),
  };
}

/** Names the rule of those that do not name their own. */
function ruled(rule: ErrorRule, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map(diagnostic => ({rule, ...diagnostic}));
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
  const keyOf = ({to, words, condition}: Edge) => `${to} ${condition} ${words}`;
  const first = new Map(edges.toReversed().map(edge => [keyOf(edge), edge]));
  return edges.filter(edge => first.get(keyOf(edge)) === edge);
}

function unknownVars({names}: Draft, vars: LoadOptions['vars']): readonly Diagnostic[] {
  const unknown = Object.keys(vars).filter(name => !names.vars.includes(name));
  return unknown.map(name => {
    const {words} = advice(name, names.vars, {otherwise: '; the file has no `vars`'});
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
