import type {Found} from './find-marks.ts';

/** The text of search-worker.ts, which the build puts here. */
declare const SEARCH_WORKER: string;

/** Finds lines that match a pattern in a worker, since a regular expression that takes years can be ended only with its thread. */
export interface Matcher {
  /**
   * Searches some lines; the searches before must have ended.
   *
   * @returns the lines that match, or `undefined` if that takes too long
   */
  find(lines: readonly string[]): Promise<readonly Found[] | undefined>;
  /** Ends the worker, also during a search, which then never answers. */
  end(): void;
}

/** A message to the worker. */
export interface SearchRequest {
  readonly pattern: RegExp;
  readonly lines: readonly string[];
}

/** How long one search may take, in milliseconds; usual patterns take one or two. */
const LIMIT_MS = 2_000;

export function startMatcher(pattern: RegExp): Matcher {
  const worker = new Worker(workerAddress());
  // On a busy machine its start takes longer than a search may.
  const ready = answerOf(worker);
  let timer: number | undefined;
  return {
    async find(lines) {
      await ready;
      const answer = answerOf<readonly Found[]>(worker);
      worker.postMessage({pattern, lines} satisfies SearchRequest);
      const late = new Promise<undefined>(resolve => {
        timer = window.setTimeout(resolve, LIMIT_MS);
      });
      const found = await Promise.race([answer, late]);
      clearTimeout(timer);
      if (found === undefined) worker.terminate();
      return found;
    },
    end() {
      clearTimeout(timer);
      worker.terminate();
    },
  };
}

/** The next message of a worker; `undefined` if it fails, as for a pattern that needs too much memory. */
async function answerOf<T>(worker: Worker): Promise<T | undefined> {
  return await new Promise(resolve => {
    // Not as further listeners, of which a log that is followed would collect one for each search.
    worker.onmessage = ({data}: MessageEvent<T>) => resolve(data);
    worker.onerror = () => resolve(undefined);
  });
}

let address: string | undefined;

/** The address of the worker's script, as the page's policy demands it: made by the one policy for trusted types. */
function workerAddress(): string {
  return (address ??= trusted(URL.createObjectURL(new Blob([SEARCH_WORKER], {type: 'text/javascript'}))));
}

/** Its values are objects that are used like strings. Firefox before 148 has no trusted types. */
function trusted(url: string): string {
  const {trustedTypes} = globalThis as {readonly trustedTypes?: TrustedTypes};
  return trustedTypes?.createPolicy('search', {createScriptURL: same => same}).createScriptURL(url) ?? url;
}

interface TrustedTypes {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
