import type {LaunchFileSource} from '../../schema/launch-file.ts';
import type {Drafted} from '../drafted.ts';
import type {TaskNames} from '../task-names.ts';

/** A file of the project that defines how its programs are started on this machine. */
export interface HostSource {
  readonly file: string;
  /** Additional files that are read along with the file. */
  readonly otherFiles?: readonly string[];
  /** Whether the file starts programs that keep running. */
  readonly hasServices: boolean;
  /** Root keys of the launch file for the env files that the tool reads. */
  readonly root?: Pick<LaunchFileSource, 'dotenv' | 'env_file'>;
  draft(facts: HostFacts): Drafted;
}

/** Inputs for drafting tasks of programs on this machine. */
export interface HostFacts {
  readonly names: TaskNames;
  /** The needs of every drafted task. */
  readonly needs: readonly string[];
  /** The name of the task that leases the address of this run. */
  readonly address: string;
}

/** The folder of a host source. */
export interface HostFolder {
  /** The names of the files in the folder. */
  readonly files: readonly string[];
  /** The variables of `.env`. */
  readonly dotenv: Readonly<Record<string, string>>;
  /** Returns the text of a file in the folder, if it exists. */
  readonly read: (name: string) => string | undefined;
}
