/**
 * A command to run later, maybe in another process: as the launch file has it, and the values that its references had when it was
 * noted. No secret is in it: wherever a value holds one, `${{ secrets.NAME }}` takes its place and is read again.
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
