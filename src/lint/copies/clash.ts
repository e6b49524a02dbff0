import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import type {LaunchFile, Task} from '../../model/launch-file.ts';
import type {Values} from '../../values/value-source.ts';

/** A resource that only one of several copies of a launch can use. */
export interface CopyClash {
  readonly task: Task;
  /** The path of the conflicting value in the task. */
  readonly path: KeyPath;
  /** The reason for the clash, to follow "3 copies cannot": "all publish on 127.0.0.1:80; let Docker choose the port". */
  readonly message: string;
}

/** Finds clashes of one kind. */
export type FindClashes = (context: CopyContext) => readonly CopyClash[];

/** The tasks of several copies of a launch. */
export interface CopyContext {
  readonly launch: Pick<LaunchFile, 'places'>;
  readonly copies: number;
  /** The tasks of each copy, without tasks with conditions, which may exclude each other. */
  readonly tasks: readonly Task[];
  /** The values of references in a task, with {@link HOLE} for values that may differ between copies. */
  valuesOf(task: Task): Values;
}
