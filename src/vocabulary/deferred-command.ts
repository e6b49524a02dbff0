/**
 * A command to run later, possibly in another process: its source in the launch file, and the values of its references when it
 * was recorded. It contains no secrets: they remain references, `${{ secrets.NAME }}`, and are read again. JSON-ready.
 */
export interface DeferredCommand {
  /** The source, with references. */
  readonly command: string | readonly string[];
  readonly shell: string;
  /** The absolute path of the working directory. */
  readonly cwd: string;
  /** Variables added to bottle's own environment, with references. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * The values, by reference (`tasks.db.port`), except those that were not known yet or contain a secret that cannot be read
   * again.
   */
  readonly values: Readonly<Record<string, string>>;
  /** References to environment variables that were not set, whose value is `''`. Default: none. */
  readonly unset?: readonly string[];
  /** The sources of the secrets; paths are absolute. */
  readonly secrets: Readonly<Record<string, {readonly env: string} | {readonly file: string}>>;
}
