import type {KeyPath} from '../../config/yaml/parsed-file.ts';
import type {LaunchFile, Task} from '../../model/launch-file.ts';
import type {Values} from '../../values/value-source.ts';

/** Something that only one of several copies of a launch can have. */
export interface CopyClash {
  readonly task: Task;
  /** The path of the conflicting value in the task. */
  readonly path: KeyPath;
  /** A reason why copies clash, without their number: "all publish on 127.0.0.1:80; let Docker choose the port". */
  readonly message: string;
}

/** Finds one sort of clash. */
export type FindClashes = (context: CopyContext) => readonly CopyClash[];

/** The tasks of several copies of a launch. */
export interface CopyContext {
  readonly launch: Pick<LaunchFile, 'places'>;
  readonly copies: number;
  /** The tasks of each; not those with conditions, which may exclude each other. */
  readonly tasks: readonly Task[];
  /** The values of references in a task: {@link HOLE} for those that may be others in each copy. */
  valuesOf(task: Task): Values;
}
