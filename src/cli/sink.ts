/** An output for views. Writing never blocks; unread data is pending in memory. */
export interface Sink {
  /** @returns `false` if the text was lost, for example on a full disk */
  write(text: string): boolean;
  /** How many bytes are pending. */
  pending(): number;
  /** Settles when fewer than `bytes` are pending, or when the reader is gone. */
  pendingBelow(bytes: number): Promise<void>;
  /** Settles when nothing is pending. The sink must not be used afterwards. */
  close(): Promise<void>;
}
