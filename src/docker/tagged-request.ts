import type {BuildRequest} from '../places/image-request.ts';

/** An image to build, with its tags. */
export interface TaggedRequest extends BuildRequest {
  readonly tag: string;
  /** A tag unique to this task and launch file. */
  readonly ownTag: string;
}
