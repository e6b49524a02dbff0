import type {IncomingMessage, ServerResponse} from 'node:http';
import type {KnownRun} from '../runs/known-run.ts';
import {runWithId} from '../runs/known-run.ts';
import type {Listing} from '../runs/list-runs.ts';
import type {Observer} from '../state/owner.ts';
import {ApiError} from './api-error.ts';
import type {RunFeed} from './run-feed.ts';

/** Dependencies of the API. */
export interface UiServices {
  /** The version of this bottle. */
  readonly bottle: string;
  readonly observer: Observer;
  readonly listing: Listing;
  readonly feed: RunFeed;
}

/** A request to the API. */
export interface ApiCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** The id in the path, unchecked; '' for a path without one. */
  readonly run: string;
  readonly services: UiServices;
  /** Fires when the client has hung up, or the server ends. */
  readonly signal: AbortSignal;
}

/** Answers a request. @throws ApiError */
export type Handler = (call: ApiCall) => Promise<void>;

/** The run of a request. @throws ApiError if there is none */
export async function runOf({run: id, services}: ApiCall): Promise<KnownRun> {
  const run = await runWithId(id, services.observer);
  if (!run) throw new ApiError(404, 'no-such-run', 'there is no run with this id');
  return run;
}
