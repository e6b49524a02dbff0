import type {Found} from './find-marks.ts';

/** The source of search-worker.ts, inserted by the build. */
declare const SEARCH_WORKER: string;

/** Finds matching lines in a worker, since a regular expression that takes years can be stopped only by ending its thread. */
export interface Matcher {
  /**
   * Searches lines. Previous searches must have ended.
   *
   * @returns the matching lines; `undefined` if the search takes too long
   */
  find(lines: readonly string[]): Promise<readonly Found[] | undefined>;
  /** Ends the worker. A running search then never settles. */
  end(): void;
}

/** A message to the worker. */
export interface SearchRequest {
  readonly pattern: RegExp;
  readonly lines: readonly string[];
}

/** Time limit for one search, in milliseconds; usual patterns take one or two. */
const LIMIT_MS = 2_000;

export function startMatcher(pattern: RegExp): Matcher {
  const worker = new Worker(workerAddress());
  // On a busy machine, the worker may take longer to start than the limit of a search.
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

/** The next message of a worker; `undefined` if the worker fails, for example because a pattern needs too much memory. */
async function answerOf<T>(worker: Worker): Promise<T | undefined> {
  return await new Promise(resolve => {
    // Replaces the previous listeners, since a followed log would otherwise add new ones with each search.
    worker.onmessage = ({data}: MessageEvent<T>) => resolve(data);
    worker.onerror = () => resolve(undefined);
  });
}

let address: string | undefined;

/** The URL of the worker's script, created by the only policy for trusted types that the page allows. */
function workerAddress(): string {
  return (address ??= trusted(URL.createObjectURL(new Blob([SEARCH_WORKER], {type: 'text/javascript'}))));
}

/** Marks a URL as trusted, if the browser supports trusted types; Firefox before 148 does not. The result can be used like a string. */
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
