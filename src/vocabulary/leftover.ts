/** Something that could not be stopped or removed. */
export interface Leftover {
  /** `process 4711`, `address 127.0.0.16`. */
  readonly what: string;
  /** The command that removes it. */
  readonly command: string;
}
