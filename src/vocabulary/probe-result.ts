/**
 * The result of one attempt of a probe.
 * - `ready`: it passed; `outputs` are values that it found (a log probe's named groups).
 * - `pending`: not ready yet; the probe is polled again.
 * - `failed`: it can never pass; the wait ends immediately.
 *
 * `lastSeen` is a short text for people: "connection refused", "HTTP 503"; `next` is the suggested fix.
 */
export type ProbeResult =
  | {readonly status: 'ready'; readonly outputs?: Readonly<Record<string, string>>}
  | {readonly status: 'pending'; readonly lastSeen: string}
  | {readonly status: 'failed'; readonly lastSeen: string; readonly next?: string};
