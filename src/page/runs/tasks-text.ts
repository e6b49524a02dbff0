import type {RunSummary} from '../../schema/ui-api.ts';

/** `4 of 6 up`; for an ended run only `6 tasks`, since no task is up. */
export function tasksText({up, total, endedAt}: Pick<RunSummary, 'up' | 'total' | 'endedAt'>): string {
  if (endedAt === null) return `${up} of ${total} up`;
  return total === 1 ? '1 task' : `${total} tasks`;
}
