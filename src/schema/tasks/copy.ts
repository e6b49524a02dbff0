import type {CommonTask} from '../common-task.ts';

/**
 * Copies files between the host and a container or machine.
 * @skeleton {"copy": {"from": "${1:./config}", "to": "${2:box:/etc/app}"}}
 */
export interface CopyTask extends CommonTask {
  /** Copies a file, or a folder with its contents; mode and owner are kept. Exactly one side names a task: `box:/path`. */
  copy: Copy;
}

/** Source and destination of the copy. */
export interface Copy {
  /**
   * The source: a path on the host, relative to the launch file, or `task:/path` in a container or machine.
   * @examples ["./config"]
   */
  from: string;
  /**
   * The destination: `task:/path` in a container or machine, or a path on the host. This is the path of the copy itself, not of
   * its parent folder. Parent folders are created.
   * @examples ["box:/etc/app"]
   */
  to: string;
}
