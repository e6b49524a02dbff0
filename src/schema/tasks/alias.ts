import type {CommonTask} from '../common-task.ts';
import type {Duration} from '../values.ts';

/**
 * Leases a loopback address. Outputs: `ip`.
 * @skeleton {"alias": {"wait": "${1:30s}"}}
 */
export interface AliasTask extends CommonTask {
  /** Leases a loopback address that no other live run holds, until this run ends. */
  alias: Alias;
}

/** The address, and what to do if none is free. */
export interface Alias {
  /**
   * The range of addresses to choose from, inclusive.
   * @default 127.0.0.16-127.0.0.31
   * @pattern ^127(\.\d{1,3}){3}-127(\.\d{1,3}){3}$
   * @patternErrorMessage expected a range of loopback addresses such as `127.0.0.16-127.0.0.31`
   */
  pool?: string;
  /** How long to wait if no address is free. Default: `0s`; the task then fails immediately and lists the holders. */
  wait?: Duration;
}
