import {signal} from '@preact/signals';
import type {DownReport} from '../../schema/down-report.ts';
import type {RequestReport} from '../../schema/request-report.ts';
import {messageOf} from '../../vocabulary/caught-error.ts';
import {post} from '../api/request.ts';
import {downResult, requestResult, type ActionResult} from './result-text.ts';

/** A request to a run. */
export interface Action {
  /** The id of the run. */
  readonly run: string;
  readonly what: 'stop' | 'start' | 'restart' | 'down';
  /** The name of the task or the run. */
  readonly about: string;
  readonly body: object;
}

/** A request in progress, or its result. */
export interface Notice {
  readonly id: number;
  readonly action: Action;
  /** `undefined` while the request is in progress. */
  readonly result: ActionResult | undefined;
}

export const notices = signal<readonly Notice[]>([]);

let lastId = 0;

/** Sends a request to a run and shows the result. */
export async function perform(action: Action): Promise<void> {
  const id = ++lastId;
  notices.value = [...notices.value, {id, action, result: undefined}];
  const result = await send(action);
  notices.value = notices.value.map(notice => (notice.id === id ? {...notice, result} : notice));
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter(notice => notice.id !== id);
}

async function send({run, what, body}: Action): Promise<ActionResult> {
  const path = `runs/${encodeURIComponent(run)}/${what}`;
  try {
    return what === 'down'
      ? downResult(await post<DownReport>(path, body))
      : requestResult(await post<RequestReport>(path, body));
  } catch (error) {
    return {isGood: false, lines: [messageOf(error)]};
  }
}
