import type {Kinds} from '../../tasks/bound-task.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import type {Part} from './part.ts';
import type {ChosenProfiles} from './profiles.ts';
import type {Sources} from './read-sources.ts';

/** A launch file that tasks come from: the root, or an included one, with the files that change it. */
export interface ComposedDocument {
  /** The document by itself, with the names that it has from the root. */
  readonly part: Part;
  /** Its first file. */
  readonly file: ParsedFile;
  /** The file that includes it; absent for the root. */
  readonly parent?: ComposedDocument;
}

/** A document and all that it includes. */
export interface ComposedDocuments {
  /** The document with the tasks, variables and secrets of those that it includes. */
  readonly part: Part;
  /** The document itself first. */
  readonly documents: readonly ComposedDocument[];
  /** The documents of tasks from included files. */
  readonly documentOf: ReadonlyMap<string, ComposedDocument>;
}

export interface CompositionContext {
  readonly kinds: Kinds;
  readonly sources: Sources;
  /** Variables that are set from outside, by their names from the root. */
  readonly vars: Readonly<Record<string, string>>;
  readonly shapeErrors: Diagnostic[];
}

/** A launch file with all that other files add to it, before its names are checked. */
export interface Composition {
  readonly parsed: ParsedFile;
  /** The file and those that it includes, itself first. */
  readonly documents: readonly ComposedDocument[];
  /** The documents of tasks from included files. */
  readonly documentOf: ReadonlyMap<string, ComposedDocument>;
  readonly profiles: ChosenProfiles;
  readonly shapeErrors: readonly Diagnostic[];
  /** The errors of composing it. */
  readonly diagnostics: readonly Diagnostic[];
}
