import type {LaunchFileSource} from '../../schema/launch-file.ts';
import type {Drafted} from '../drafted.ts';
import type {TaskNames} from '../task-names.ts';

/** A file of the project that says how its programs are started on this machine. */
export interface HostSource {
  readonly file: string;
  /** Other files that belong to it. */
  readonly otherFiles?: readonly string[];
  /** Whether it starts programs that stay up. */
  readonly hasServices: boolean;
  /** Root keys of the launch file: the env files that its own tool reads. */
  readonly root?: Pick<LaunchFileSource, 'dotenv' | 'env_file'>;
  draft(facts: HostFacts): Drafted;
}

/** Inputs for drafting tasks of programs on this machine. */
export interface HostFacts {
  readonly names: TaskNames;
  /** The needs of every task that is drafted. */
  readonly needs: readonly string[];
  /** The name of the task that leases the address of this run. */
  readonly address: string;
}

/** The folder that a host source is read in. */
export interface HostFolder {
  /** The names of its files. */
  readonly files: readonly string[];
  /** The variables of `.env`. */
  readonly dotenv: Readonly<Record<string, string>>;
  /** The text of a file, from the folder, if there is one. */
  readonly read: (name: string) => string | undefined;
}
