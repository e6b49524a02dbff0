import type {Kinds} from '../../tasks/bound-task.ts';
import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import type {Part} from './part.ts';
import type {ChosenProfiles} from './profiles.ts';
import type {Sources} from './read-sources.ts';

/** A launch file that tasks come from: the root or an included file, with the files that override it. */
export interface ComposedDocument {
  /** The document without its included files, with its names as the root sees them. */
  readonly part: Part;
  /** The first file of the document. */
  readonly file: ParsedFile;
  /** The document that includes this one; absent for the root. */
  readonly parent?: ComposedDocument;
}

/** A document and everything that it includes. */
export interface ComposedDocuments {
  /** The document with the tasks, variables and secrets of its included documents. */
  readonly part: Part;
  /** All documents, the document itself first. */
  readonly documents: readonly ComposedDocument[];
  /** The documents of tasks from included files. */
  readonly documentOf: ReadonlyMap<string, ComposedDocument>;
}

export interface CompositionContext {
  readonly kinds: Kinds;
  readonly sources: Sources;
  /** Variables of profiles and of the command line, by their names in the root. */
  readonly vars: Readonly<Record<string, string>>;
  readonly shapeErrors: Diagnostic[];
}

/** A launch file with everything that other files add, before names are checked. */
export interface Composition {
  readonly parsed: ParsedFile;
  /** The file, followed by the files that it includes. */
  readonly documents: readonly ComposedDocument[];
  /** The documents of tasks from included files. */
  readonly documentOf: ReadonlyMap<string, ComposedDocument>;
  readonly profiles: ChosenProfiles;
  readonly shapeErrors: readonly Diagnostic[];
  /** Errors of the composition. */
  readonly diagnostics: readonly Diagnostic[];
}
