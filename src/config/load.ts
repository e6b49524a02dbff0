import {errorDiagnostic} from '../vocabulary/diagnostic.ts';
import {withoutRepeated, type Diagnostic} from '../vocabulary/diagnostic.ts';
import {checkCycles} from './analysis/cycles.ts';
import {partialFile, type PartialFile} from './analysis/partial-file.ts';
import type {PartialTask} from './analysis/partial-task.ts';
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
import {parse as parseYaml, type Parse, type Parsed} from './yaml/parse.ts';
import type {ParsedFile} from './yaml/parsed-file.ts';
import {checkProbes} from './analysis/probes.ts';
import {checkRootReferences, checkTaskReferences} from './analysis/references.ts';
import {checkSecretFiles} from './analysis/secret-files.ts';
import {checkSecretOutputs} from './analysis/secret-outputs.ts';
import {checkStdin} from './analysis/stdin.ts';
import {checkPlaces, checkTaskPlace} from './analysis/places.ts';
import {checkProfiles} from './analysis/profiles.ts';
import {compose} from './composition/compose.ts';
import type {Reading} from './composition/read-sources.ts';
import {checkPod} from './analysis/pod-mistakes.ts';
import {podNeeds, podsOf, withPodNeeds, type Pods} from './analysis/pods.ts';
import {volumeNeeds, volumeTasks, type VolumeTasks} from './analysis/volume-names.ts';
import {suggestionText} from './analysis/unknown-name.ts';

export interface LoadOptions {
  /** Variables of the command line. They override the variables of the file and contain no references. */
  readonly vars: Readonly<Record<string, string>>;
  /** The names of the profiles to use. Default: none. */
  readonly profiles?: readonly string[];
  /** The default place of tasks. Default: the file's. */
  readonly place?: string | undefined;
  /** The absolute paths of further launch files; each overrides the ones before it. Default: none. */
  readonly overrides?: readonly string[];
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly kinds: Kinds;
  /** Reads a file that the launch file names, such as an included file or a Dockerfile. Default: no files are read. */
  readonly readText?: (path: string) => string | undefined;
  /** Parses the launch file, its overrides and its included files. Default: without a cache. */
  readonly parse?: Parse;
}

export type Loaded = {readonly launch: LaunchFile} | {readonly diagnostics: readonly Diagnostic[]};

/** The findings of a load, and the valid parts of the launch file. */
export interface Examined {
  /** The first hundred errors in file order, and one that counts the rest. */
  readonly diagnostics: readonly Diagnostic[];
  /** The valid parts of the file; absent if the file is not YAML. */
  readonly partial?: PartialFile;
  /** The readable parts of a file that is not valid YAML (yet). */
  readonly readable?: ParsedFile;
  /** The complete file, if it has no errors. */
  readonly launch?: LaunchFile;
}

/**
 * Loads a launch file and its included files, and checks their YAML, shape, names, references and dependency cycles. Reports all
 * errors in file order, except errors that follow from others.
 *
 * @param path the absolute path
 */
export function load(path: string, text: string, options: LoadOptions): Loaded {
  const {launch, diagnostics} = examine(path, text, options);
  return launch ? {launch} : {diagnostics};
}

/** Like {@link load}, but also returns the valid parts of a file with errors. */
export function examine(path: string, text: string, options: LoadOptions): Examined {
  const {readText = () => undefined, parse = parseYaml, overrides = []} = options;
  const read = parse(path, text);
  if ('diagnostics' in read)
    return {...read, diagnostics: limitErrors(ruled('invalid-yaml', read.diagnostics))};
  const others = overrides.map(override => readOverride(override, {readText, parse}));
  const diagnostics = others.flatMap(other => ('parsed' in other ? [] : other.diagnostics));
  if (diagnostics.length > 0) return {diagnostics: limitErrors(ruled('invalid-yaml', diagnostics))};
  const files = others.flatMap(other => ('parsed' in other ? [other.parsed] : []));
  return validate([read.parsed, ...files], {...options, readText, parse});
}

function readOverride(path: string, {readText, parse}: Reading): Parsed {
  const text = readText(path);
  if (text !== undefined) return parse(path, text);
  const message = `cannot read \`${path}\``;
  return {diagnostics: [errorDiagnostic({rule: 'no-file', message})]};
}

function validate(
  files: readonly [ParsedFile, ...ParsedFile[]],
  {vars, profiles: names = [], place, env, kinds, readText, parse}: LoadOptions & Reading,
): Examined {
  const composition = compose(files, {kinds, vars, profiles: names, readText, parse});
  const {shapeErrors, profiles} = composition;
  const file = partialFile(composition, {env, kinds, readText});
  const tags = imageTags(file);
  const volumes = volumeTasks(file.tasks.values());
  const pods = podsOf(file);
  const own = new Map<string, readonly Edge[]>();
  const ofTasks = [...file.tasks].flatMap(([name, task]) => {
    const findings = checkTask(file, {tags, volumes, pods, place}, task);
    own.set(name, findings.edges);
    return findings.diagnostics;
  });
  const edges = withPodNeeds(own, pods);
  const diagnostics = inFileOrder(
    [
      ...composition.diagnostics,
      ...ruled('wrong-shape', shapeErrors),
      ...ruled('wrong-need', checkUntil(file)),
      ...ruled('wrong-profile', checkProfiles(file)),
      ...ruled('wrong-place', checkPlaces(file, place)),
      ...ruled('wrong-value', checkNullCharacters(file)),
      ...ruled('wrong-value', checkGenerated(file)),
      ...ruled(
        'wrong-value',
        file.documents.flatMap(({dotenv}) => dotenv.diagnostics),
      ),
      ...ruled('wrong-reference', checkRootReferences(file)),
      ...ofTasks,
      ...ruled('wrong-value', checkStdin(file)),
      ...ruled('cycle', checkCycles(edges)),
      ...ruled('unknown-variable', unknownVars(file, vars)),
    ],
    file.parsed.files.map(({path}) => path),
  );
  if (diagnostics.length > 0) return {diagnostics: limitErrors(diagnostics), partial: file};
  const launch = launchFile(file, {
    ...{vars: {...profiles.vars, ...vars}, edges, tags, volumes, pods, place},
    ...{files: files.map(({path}) => path), profiles: {...profiles, names}},
  });
  return {diagnostics, partial: file, launch};
}

/** Tasks that are referred to by the names of their images, volumes or pods, and the place of the command line. */
interface CheckContext {
  readonly tags: ImageTags;
  readonly volumes: VolumeTasks;
  readonly pods: Pods;
  readonly place: string | undefined;
}

function checkTask(
  file: PartialFile,
  {tags, volumes, pods, place}: CheckContext,
  task: PartialTask,
): Findings {
  const names = checkNames(file, task);
  const references = checkTaskReferences(file, task);
  const edges = oneForEachOrigin([
    ...names.edges,
    ...references.edges,
    ...tagNeeds(file, tags, task),
    ...volumeNeeds(file, volumes, task),
    ...podNeeds(file, pods, task),
  ]);
  return {
    diagnostics: [
      ...ruled('wrong-need', names.diagnostics),
      ...ruled('wrong-reference', [...references.diagnostics, ...checkSecretFiles(file, task)]),
      ...ruled('wrong-probe', checkProbes(file, task)),
      ...ruled('wrong-place', checkTaskPlace(file, task, {pods, called: place})),
      ...ruled('wrong-value', [...checkKind(file, task), ...checkSecretOutputs(file, task)]),
      ...ruled('wrong-value', checkPod(file, pods, task, edges)),
    ],
    edges,
  };
}

/** Sets the rule of diagnostics that have none. */
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

/**
 * Sorts diagnostics by their place, problems of the command line last, and drops repeated problems of anchors.
 *
 * @param files the order of the files
 */
function inFileOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): readonly Diagnostic[] {
  const rank = new Map(files.map((file, at) => [file, at]));
  const rankOf = ({place}: Diagnostic): number => (place ? (rank.get(place.file) ?? files.length) : Infinity);
  return withoutRepeated(diagnostics, ({message}) => message).toSorted((a, b) => {
    const [one, other] = [rankOf(a), rankOf(b)];
    return one === other ? (a.place?.start ?? 0) - (b.place?.start ?? 0) : one - other;
  });
}
