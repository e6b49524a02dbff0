import type {IncomingMessage, ServerResponse} from 'node:http';
import type {EndProblem} from '../requests/end-runs.ts';
import type {RecoveryContext} from '../runner/dead-runs.ts';
import type {KnownRun} from '../runs/known-run.ts';
import {runWithId} from '../runs/known-run.ts';
import type {Listing} from '../runs/list-runs.ts';
import type {Observer} from '../state/owner.ts';
import {ApiError} from './api-error.ts';
import type {RunFeed} from './run-feed.ts';
import type {StreamLimit} from './stream-limit.ts';

/** Dependencies of the API. */
export interface UiServices {
  /** The version of this bottle. */
  readonly bottle: string;
  readonly observer: Observer;
  readonly listing: Listing;
  readonly feed: RunFeed;
  readonly streams: StreamLimit;
  readonly texts: UiTexts;
  /** Aborted when the server is shutting down; requests that can continue without it are no longer awaited. */
  readonly ending: AbortSignal;
  /** Aborted when the server must exit immediately, skipping grace periods. */
  readonly forced: AbortSignal;
  /** Calls `work` with a recovery context. @throws ApiError if the state directory is not writable */
  recovering<T>(force: AbortSignal, work: (context: RecoveryContext) => Promise<T>): Promise<T>;
}

/** Error messages. */
export interface UiTexts {
  /** The message for a run that is not alive. */
  wrongState(run: KnownRun): string;
  /** The message for a run that did not carry out a request. */
  problem(problem: EndProblem, run: KnownRun): string;
}

/** A request to the API. */
export interface ApiCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** The id in the path, not validated; '' for a path without an id. */
  readonly run: string;
  readonly services: UiServices;
  /** Aborted when the client hangs up or the server shuts down. */
  readonly signal: AbortSignal;
}

/** Answers a request. @throws ApiError */
export type Handler = (call: ApiCall) => Promise<void>;

/** The run of a request. @throws ApiError if the run does not exist */
export async function runOf({run: id, services}: ApiCall): Promise<KnownRun> {
  const run = await runWithId(id, services.observer);
  if (!run) throw new ApiError(404, 'no-such-run', 'there is no run with this id');
  return run;
}
