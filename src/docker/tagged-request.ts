import type {BuildRequest} from '../places/image-request.ts';

/** An image to build, with the names that it gets. */
export interface TaggedRequest extends BuildRequest {
  readonly tag: string;
  /** A name that no other launch file's task has. */
  readonly ownTag: string;
}
