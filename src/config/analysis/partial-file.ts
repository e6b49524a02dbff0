import {dirname} from 'node:path';
import type {Kinds} from '../../tasks/bound-task.ts';
import {mergeDotenv} from '../../model/dotenv.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ComposedDocument, Composition} from '../composition/composition.ts';
import {composedFile} from '../composition/composed-file.ts';
import type {HasErrorBelow, Plain} from '../yaml/errors-below.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import {readDotenv, type ReadDotenv} from './dotenv.ts';
import {errorChecker, mapOf, pick, tasksOf, type PartialTask} from './partial-task.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The parts of a file that are still checked after the check of its shape, which may have found errors. */
export interface PartialFile {
  /** The file, with the tasks, variables and secrets of included files. */
  readonly parsed: ParsedFile;
  readonly kinds: Kinds;
  /** Reads another file; `undefined` if it cannot be read. */
  readonly readText: (path: string) => string | undefined;
  /** The keys at the root, except `tasks`, whose values have the right shape. */
  readonly root: Plain;
  /** The file, followed by the files that it includes. */
  readonly documents: readonly [PartialDocument, ...PartialDocument[]];
  /** The documents of tasks from included files. */
  readonly documentsOfTasks: ReadonlyMap<string, PartialDocument>;
  /** In file order. */
  readonly tasks: ReadonlyMap<string, PartialTask>;
  /** All names under `tasks`, `vars`, `env`, `secrets` and `places`, even if the value has a wrong shape. */
  readonly names: {
    readonly tasks: readonly string[];
    readonly vars: readonly string[];
    readonly env: readonly string[];
    readonly secrets: readonly string[];
    readonly places: readonly string[];
  };
}

/** A launch file that tasks come from, without its included files. */
export interface PartialDocument {
  readonly parsed: ParsedFile;
  /** The folder that paths in the file are relative to. */
  readonly dir: string;
  /** Like {@link PartialFile.root}. */
  readonly root: Plain;
  readonly dotenv: ReadDotenv;
  /** The environment of bottle, with the variables of the `.env` file. */
  readonly env: Environment;
  /** The file that includes this one. */
  readonly parent?: PartialDocument;
}

/** The document that defines a task. */
export function documentOf({documents, documentsOfTasks}: PartialFile, task: string): PartialDocument {
  return documentsOfTasks.get(task) ?? documents[0];
}

interface Given {
  readonly kinds: Kinds;
  /** The environment that bottle was started in. */
  readonly env: Environment;
  readonly readText: PartialFile['readText'];
}

/** @param composition the file with its shape errors; affected parts are omitted */
export function partialFile(
  {parsed, documents, documentOf, shapeErrors}: Composition,
  given: Given,
): PartialFile {
  const hasError = errorChecker(parsed, shapeErrors);
  const {value} = parsed;
  const known = new Map<ComposedDocument | undefined, PartialDocument>();
  for (const document of documents) {
    const parent = document.parent && known.get(document.parent);
    known.set(document, {...partialDocument(document, shapeErrors, given), ...(parent && {parent})});
  }
  const [first, ...others] = known.values();
  if (!first) throw new Error('a composition without a document');
  const names = (section: string) => Object.keys(mapOf(mapOf(value)[section]));
  return {
    ...{kinds: given.kinds, readText: given.readText, parsed},
    root: rootOf(value, hasError),
    documents: [first, ...others],
    documentsOfTasks: new Map(
      [...documentOf].map(([name, document]) => [name, known.get(document) ?? first]),
    ),
    tasks: tasksOf(value, hasError, given.kinds),
    names: {
      ...{tasks: names('tasks'), vars: names('vars'), env: names('env')},
      ...{secrets: names('secrets'), places: names('places')},
    },
  };
}

function partialDocument(
  {part, file}: ComposedDocument,
  shapeErrors: readonly Diagnostic[],
  {env, readText}: Given,
): PartialDocument {
  const parsed = composedFile(part, file);
  const dotenv = readDotenv(parsed, {env, readText});
  return {
    ...{parsed, dotenv, dir: dirname(file.path)},
    root: rootOf(part.value, errorChecker(parsed, shapeErrors)),
    env: mergeDotenv(dotenv.variables, env),
  };
}

function rootOf(value: unknown, hasError: HasErrorBelow): Plain {
  return pick(mapOf(value), (key, part) => key !== 'tasks' && !hasError([key], part));
}

/** Whether a name exists under one of these top-level keys, whatever its value. */
export function isNamed({parsed}: PartialFile, section: 'vars' | 'env' | 'secrets', name: string): boolean {
  return Object.hasOwn(mapOf(mapOf(parsed.value)[section]), name);
}
