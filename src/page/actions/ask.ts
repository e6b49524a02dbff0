import {signal} from '@preact/signals';
import type {RunModel} from '../run/run-model.ts';
import {perform} from './perform.ts';

/** A request that the user must confirm. */
export type Question =
  | {readonly what: 'restart' | 'stop'; readonly run: RunModel; readonly task: string}
  | {readonly what: 'down'; readonly run: RunModel};

/** The current question; `undefined` without one. */
export const question = signal<Question | undefined>(undefined);

export function askToRestart(run: RunModel, task: string): void {
  question.value = {what: 'restart', run, task};
}

export function askToStop(run: RunModel, task: string): void {
  question.value = {what: 'stop', run, task};
}

export function askToEndRun(run: RunModel): void {
  question.value = {what: 'down', run};
}

/** Starts a task without a question, since a start interrupts nothing. */
export async function startTask(run: RunModel, task: string): Promise<void> {
  await perform({run: run.id, what: 'start', about: task, body: {tasks: [task]}});
}
