import {ApiError} from './api-error.ts';

/** Limits how many streams are open at the same time. */
export interface StreamLimit {
  /** Counts one more stream until the result is called. @throws ApiError */
  take(): () => void;
}

/** @param most a browser has six at most, in all of its windows together */
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
