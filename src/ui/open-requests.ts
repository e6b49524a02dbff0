import type {ServerResponse} from 'node:http';

/** The requests that are being worked on. */
export interface OpenRequests {
  /** Works on a request. The signal fires when its client has hung up, or the server ends. */
  serve(response: ServerResponse, work: (signal: AbortSignal) => Promise<void>): void;
  count(): number;
  /** Fires all signals; settles once all work is done. */
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
