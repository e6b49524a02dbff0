import type {ServerResponse} from 'node:http';

/** The requests in progress. */
export interface OpenRequests {
  /** Serves a request. The signal is aborted when the client hangs up or the server shuts down. */
  serve(response: ServerResponse, work: (signal: AbortSignal) => Promise<void>): void;
  count(): number;
  /** Aborts all signals; settles once all requests are done. */
  end(): Promise<void>;
}

export function createOpenRequests(): OpenRequests {
  const works = new Map<Promise<void>, AbortController>();
  return {
    serve(response, work) {
      const over = new AbortController();
      response.once('close', () => over.abort());
      const done = work(over.signal);
      works.set(done, over);
      void done.finally(() => works.delete(done));
    },
    count: () => works.size,
    async end() {
      for (const over of works.values()) over.abort();
      await Promise.all(works.keys());
    },
  };
}
