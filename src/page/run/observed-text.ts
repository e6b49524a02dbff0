import type {ListedTask} from '../../schema/run-list.ts';
import {memoryText} from '../parts/memory-text.ts';

/** A task as the last look at the machine has shown it. */
export type Observed = ListedTask | undefined;

/** The container or machine of a task, or else its process. */
export function processText(observed: Observed): string {
  return observed?.container ?? observed?.machine ?? String(observed?.pid ?? '');
}

export function cpuText(observed: Observed): string {
  const percent = observed?.cpuPercent ?? undefined;
  return percent === undefined ? '' : `${percent.toFixed(1)} %`;
}

export function memoryOf(observed: Observed): string {
  return memoryText(observed?.memoryBytes);
}
