/**
 * What one attempt of a probe saw.
 * - `ready`: it passed; `outputs` are values that it found (a log probe's named groups).
 * - `pending`: not yet; it is asked again.
 * - `failed`: it can never pass; the wait ends at once.
 *
 * `lastSeen` is a few words for people: "connection refused", "HTTP 503"; `next` is what to do about it.
 */
export type ProbeResult =
  | {readonly status: 'ready'; readonly outputs?: Readonly<Record<string, string>>}
  | {readonly status: 'pending'; readonly lastSeen: string}
  | {readonly status: 'failed'; readonly lastSeen: string; readonly next?: string};
