/**
 * A command to run later, possibly in another process: its source in the launch file, and the values of its
 * references when it was recorded. It contains no secrets: they are replaced by `${{ secrets.NAME }}` and read again.
 * JSON-ready.
 */
export interface DeferredCommand {
  /** With references. */
  readonly command: string | readonly string[];
  readonly shell: string;
  /** Absolute. */
  readonly cwd: string;
  /** Variables on top of bottle's own environment, with references. */
  readonly env: Readonly<Record<string, string>>;
  /** By reference (`tasks.db.port`). Those that were not known yet, or hold a secret that cannot be read again, are absent. */
  readonly values: Readonly<Record<string, string>>;
  /** References to environment variables that were not set, whose value is `''`. Default: none. */
  readonly unset?: readonly string[];
  /** Where to read the secrets from; paths are absolute. */
  readonly secrets: Readonly<Record<string, {readonly env: string} | {readonly file: string}>>;
}
