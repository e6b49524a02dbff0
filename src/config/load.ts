import {errorDiagnostic} from '../vocabulary/diagnostic.ts';
import {withoutRepeated, type Diagnostic} from '../vocabulary/diagnostic.ts';
import {checkCycles} from './analysis/cycles.ts';
import {partialFile, type PartialFile, type PartialTask} from './analysis/partial-file.ts';
import type {Kinds} from '../tasks/bound-task.ts';
import {imageTags, tagNeeds, type ImageTags} from './analysis/image-tags.ts';
import type {Findings} from './analysis/findings.ts';
import {limitErrors} from './limit-errors.ts';
import type {ErrorRule} from './error-rules.ts';
import type {Edge, LaunchFile} from '../model/launch-file.ts';
import {launchFile} from './launch.ts';
import {checkNames, checkUntil} from './analysis/names.ts';
import {checkGenerated} from './analysis/generated.ts';
import {checkNullCharacters} from './analysis/null-characters.ts';
import {parse} from './yaml/parse.ts';
import type {ParsedFile} from './yaml/parsed-file.ts';
import {checkProbes} from './analysis/probes.ts';
import {checkRootReferences, checkTaskReferences} from './analysis/references.ts';
import {checkSecretFiles} from './analysis/secret-files.ts';
import {checkSecretOutputs} from './analysis/secret-outputs.ts';
import {checkShape} from './shape/shape.ts';
import {checkStdin} from './analysis/stdin.ts';
import {readDotenv} from './analysis/dotenv.ts';
import {mergeDotenv} from '../model/dotenv.ts';
import {suggestionText} from './analysis/unknown-name.ts';

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

/** A launch file as far as it can be findings. */
export interface Examined {
  /** The first hundred errors in file order, and how many there are besides. */
  readonly diagnostics: readonly Diagnostic[];
  /** The valid part of it; absent if it is not YAML. */
  readonly partial?: PartialFile;
  /** As much as could be read of what is not YAML (yet). */
  readonly readable?: ParsedFile;
  /** The whole, where there is no error. */
  readonly launch?: LaunchFile;
}

/**
 * Reads a launch file: its YAML, its shape, the names in it, its references, and dependency cycles. Reports all errors in
 * file order, except those that follow from another error.
 *
 * @param path absolute
 */
export function load(path: string, text: string, options: LoadOptions): Loaded {
  const {launch, diagnostics} = examine(path, text, options);
  return launch ? {launch} : {diagnostics};
}

/** As {@link load}, with what can still be findings of a file that has errors. */
export function examine(path: string, text: string, options: LoadOptions): Examined {
  const read = parse(path, text);
  if ('diagnostics' in read)
    return {...read, diagnostics: limitErrors(ruled('invalid-yaml', read.diagnostics))};
  return validate(read.parsed, options);
}

function validate(parsed: ParsedFile, {vars, env, kinds, readText = () => undefined}: LoadOptions): Examined {
  const shapeErrors = checkShape(parsed);
  const dotenv = readDotenv(parsed, {env, readText});
  const visible = mergeDotenv(dotenv.variables, env);
  const file = partialFile(parsed, shapeErrors, {env: visible, kinds, readText});
  const tags = imageTags(file);
  const edges = new Map<string, readonly Edge[]>();
  const ofTasks = [...file.tasks].flatMap(([name, task]) => {
    const findings = checkTask(file, tags, task);
    edges.set(name, findings.edges);
    return findings.diagnostics;
  });
  const diagnostics = inFileOrder([
    ...ruled('wrong-shape', shapeErrors),
    ...ruled('wrong-need', checkUntil(file)),
    ...ruled('wrong-value', checkNullCharacters(file)),
    ...ruled('wrong-value', checkGenerated(file)),
    ...ruled('wrong-value', dotenv.diagnostics),
    ...ruled('wrong-reference', checkRootReferences(file)),
    ...ofTasks,
    ...ruled('wrong-value', checkStdin(file)),
    ...ruled('cycle', checkCycles(edges)),
    ...ruled('unknown-variable', unknownVars(file, vars)),
  ]);
  if (diagnostics.length > 0) return {diagnostics: limitErrors(diagnostics), partial: file};
  return {diagnostics, partial: file, launch: launchFile(file, {vars, edges, tags, dotenv})};
}

function checkTask(file: PartialFile, tags: ImageTags, task: PartialTask): Findings {
  const names = checkNames(file, task);
  const references = checkTaskReferences(file, task);
  return {
    diagnostics: [
      ...ruled('wrong-need', names.diagnostics),
      ...ruled('wrong-reference', [...references.diagnostics, ...checkSecretFiles(file, task)]),
      ...ruled('wrong-probe', checkProbes(file, task)),
      ...ruled('wrong-value', [...checkKind(file, task), ...checkSecretOutputs(file, task)]),
    ],
    edges: oneForEachOrigin([...names.edges, ...references.edges, ...tagNeeds(file, tags, task)]),
  };
}

/** Names the rule of those that do not name their own. */
function ruled(rule: ErrorRule, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.length === 0 ? diagnostics : diagnostics.map(diagnostic => ({rule, ...diagnostic}));
}

/** The problems reported by the task's kind. */
function checkKind({parsed, tasks}: PartialFile, {path, validTask}: PartialTask): readonly Diagnostic[] {
  if (validTask === undefined) return [];
  const mistakes = validTask.validate(name => tasks.get(name)?.validTask?.source);
  return mistakes.map(({key, message}) => {
    return errorDiagnostic({message, place: parsed.place([...path, ...key], 'value')});
  });
}

function oneForEachOrigin(edges: readonly Edge[]): readonly Edge[] {
  if (edges.length < 2) return edges;
  const keyOf = ({to, label, condition}: Edge) => `${to} ${condition} ${label}`;
  const first = new Map(edges.toReversed().map(edge => [keyOf(edge), edge]));
  return edges.filter(edge => first.get(keyOf(edge)) === edge);
}

function unknownVars({names}: PartialFile, vars: LoadOptions['vars']): readonly Diagnostic[] {
  const unknown = Object.keys(vars).filter(name => !names.vars.includes(name));
  return unknown.map(name => {
    const {text: hint} = suggestionText(name, names.vars, {otherwise: '; the file has no `vars`'});
    return errorDiagnostic({message: `unknown variable \`${name}\` in \`--var\`${hint}`});
  });
}

/** Problems of the command line last; those under an anchor once, however often it is used. */
function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return withoutRepeated(diagnostics, ({message}) => message).toSorted(
    (a, b) => (a.place?.start ?? Infinity) - (b.place?.start ?? Infinity),
  );
}
