import {join} from 'node:path';
import type {RunChanges} from '../history/run-changes.ts';
import {LOGS} from '../state/history-files.ts';
import type {RunId} from '../vocabulary/ids.ts';
import type {RunUse} from './run-feed.ts';
import {watchIfPossible} from './run-watches.ts';

export interface ChangesOptions {
  /** Whether output counts as a change, too. */
  readonly withOutput: boolean;
}

/** Minimum time between reported changes, since each change makes the follower read all logs of the run. */
const APART_MS = 25;

/** Polling interval for logs that cannot be watched. */
const POLL_MS = 250;

/** Changes of a run as reported by the feed of all runs. Only output needs an additional watch or polling. */
export function changesOf(id: RunId, dir: string, use: RunUse, {withOutput}: ChangesOptions): RunChanges {
  let hasChanged = false;
  let isClosed = false;
  let lastAt = -Infinity;
  let wake: (() => void) | undefined;
  const change = (): void => {
    hasChanged = true;
    wake?.();
  };
  const isOver = (): boolean => isClosed || use.run(id)?.run.state !== 'alive';
  const watchLogs = () => (withOutput ? watchIfPossible(join(dir, LOGS), change) : undefined);
  let logs = watchLogs();
  use.listen({
    onChange: changed => {
      if (changed === id) change();
    },
    onSummary: changed => {
      if (changed === id) change();
    },
  });
  const changed = async (): Promise<void> => {
    await new Promise<void>(resolve => {
      // The folder of logs does not exist before the first output.
      const timer = withOutput && !logs ? setTimeout(resolve, POLL_MS) : undefined;
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  return {
    async next() {
      logs ??= watchLogs();
      if (!hasChanged && !isOver()) await changed();
      await untilTime(lastAt + APART_MS, () => isClosed);
      lastAt = performance.now();
      const result = hasChanged;
      hasChanged = false;
      return result && !isOver();
    },
    close() {
      isClosed = true;
      logs?.close();
      wake?.();
    },
  };
}

async function untilTime(time: number, isOver: () => boolean): Promise<void> {
  const ms = time - performance.now();
  if (ms > 0 && !isOver()) await new Promise(resolve => setTimeout(resolve, ms));
}
