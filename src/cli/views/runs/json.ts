import type {ListedRun, RunList} from '../../../schema/run-list.ts';
import {jsonText} from '../../text/json-text.ts';

/** Formats runs as JSON; see schema/run-list.ts. */
export function listJson(runs: readonly ListedRun[], indent?: number): string {
  return jsonText({version: 1, runs} satisfies RunList, indent);
}
