import type {RunSummary} from '../schema/ui-api.ts';
import type {RunId} from '../vocabulary/ids.ts';
import {followRuns, type Following} from './follow-runs.ts';
import {createRunTable, type SeenRun, type TableOptions} from './run-table.ts';

/** All runs on this machine, followed once for all clients and only while the feed has users. */
export interface RunFeed {
  use(): RunUse;
}

/** One user of the feed. */
export interface RunUse {
  /** Settles once all runs have been read. */
  readonly isRead: Promise<void>;
  /** All runs, oldest first. */
  summaries(): readonly RunSummary[];
  /** A run as last seen; `undefined` if it does not exist. */
  run(id: RunId): SeenRun | undefined;
  /** Reads the current state of a run. */
  look(id: string): Promise<SeenRun | undefined>;
  listen(listener: RunListener): void;
  end(): void;
}

export interface RunListener {
  /** Called when a run was added, changed or deleted (`undefined`). */
  readonly onSummary?: (id: RunId, summary: RunSummary | undefined) => void;
  /** Called after the events or the state of a run may have changed. */
  readonly onChange?: (id: RunId) => void;
}

export type FeedOptions = Omit<TableOptions, 'onChange'> & {
  /** Called with unexpected errors. */
  readonly onBug: (error: unknown) => void;
};

export function createRunFeed({observer, headline, onBug}: FeedOptions): RunFeed {
  const uses = new Set<readonly RunListener[]>();
  const notify = (call: (listener: RunListener) => void): void => [...uses].flat().forEach(call);
  const table = createRunTable({
    ...{observer, headline},
    onChange: (id, summary) => notify(({onSummary}) => onSummary?.(id, summary)),
  });
  const onChange = (id: RunId): void => notify(listener => listener.onChange?.(id));
  let following: Following | undefined;
  return {
    use() {
      following ??= followRuns({observer, table, onChange, onBug});
      const listeners: RunListener[] = [];
      uses.add(listeners);
      return {
        isRead: following.isRead,
        summaries: () => [...table.runs.values()].map(({summary}) => summary).sort(byAge),
        run: id => table.runs.get(id),
        look: table.look,
        listen: listener => void listeners.push(listener),
        end() {
          uses.delete(listeners);
          if (uses.size > 0) return;
          following?.stop();
          following = undefined;
        },
      };
    },
  };
}

function byAge(one: RunSummary, other: RunSummary): number {
  return one.id < other.id ? -1 : 1;
}
