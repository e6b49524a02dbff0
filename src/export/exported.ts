import type {TaskName} from '../vocabulary/ids.ts';

/** A launch file in another tool's form. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  /** The tasks that are in it. */
  readonly carried: readonly TaskName[];
  /** All of the launch file that is not in it. */
  readonly losses: readonly Loss[];
}

export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

/** A part of a launch file that the other tool has no form for. */
export interface Loss {
  /** Absent: the part belongs to the file. */
  readonly task?: TaskName;
  /** The key in the task or in the file; absent: all of the task. */
  readonly key?: string;
  /** The effect for the user. */
  readonly meaning: string;
}
