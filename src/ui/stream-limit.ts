import {ApiError} from './api-error.ts';

/** Limits the number of open streams. */
export interface StreamLimit {
  /** Counts a stream until the returned function is called. @throws ApiError if too many are open */
  take(): () => void;
}

/** @param most the limit; a browser opens at most six streams in all of its windows together */
export function createStreamLimit(most: number): StreamLimit {
  let open = 0;
  return {
    take() {
      if (open >= most) throw new ApiError(503, 'too-many-streams', `${most} streams are open`);
      open++;
      return () => {
        open--;
      };
    },
  };
}
