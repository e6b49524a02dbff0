/** An output for views. Writing never blocks; data that the other end has not read yet is pending, in memory. */
export interface Sink {
  /** @returns `false` if writing is impossible for good: a full disk */
  write(text: string): boolean;
  /** How many bytes are pending. */
  pending(): number;
  /** Settles when fewer than `bytes` are pending, or never will be taken because the other end is gone. */
  pendingBelow(bytes: number): Promise<void>;
  /** Settles when nothing is pending. Nothing is written after it. */
  close(): Promise<void>;
}
