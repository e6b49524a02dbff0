import type {TaskName} from '../vocabulary/ids.ts';

/** A launch file in the format of another tool. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  /** The exported tasks. */
  readonly carried: readonly TaskName[];
  /** Everything in the launch file that was not exported. */
  readonly losses: readonly Loss[];
}

export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

/** A part of a launch file that cannot be expressed in the other tool. */
export interface Loss {
  /** Absent if the part belongs to the file itself. */
  readonly task?: TaskName;
  /** The key in the task or the file; absent for the whole task. */
  readonly key?: string;
  /** The effect for the user. */
  readonly meaning: string;
}
