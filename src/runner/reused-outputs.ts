import {isDeepStrictEqual} from 'node:util';
import type {Task} from '../model/launch-file.ts';
import type {OutputName} from '../tasks/task-context.ts';
import {values} from '../values/resolve.ts';
import type {FileScopes} from '../plan/file-scopes.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {TaskJournal} from './task-journal.ts';

/** The outputs of tasks whose results are reused at the next start: addresses and certificates. */
export interface ReusedOutputs {
  /** The outputs of the last start, if its results still exist and the task would start in the same way. */
  of(task: Task, context: ReuseContext): Outputs | undefined;
  /** The outputs of the last start. */
  last(task: Task): Outputs | undefined;
  /** Records the outputs of a start. */
  keep(task: Task, outputs: Outputs, context: Pick<ReuseContext, 'scopes'>): void;
}

/** The values of references and the existing resources. */
interface ReuseContext {
  readonly scopes: Pick<FileScopes, 'ofTask'>;
  readonly journal: Pick<TaskJournal, 'made'>;
}

type Outputs = Readonly<Record<OutputName, string>>;

export function createReusedOutputs(): ReusedOutputs {
  const kept = new Map<TaskName, {readonly spec: unknown; readonly outputs: Outputs}>();
  return {
    of(task, {scopes, journal}) {
      const last = kept.get(task.name);
      if (!last || journal.made(task.name).length === 0) return undefined;
      return isDeepStrictEqual(last.spec, task.spec(values(scopes.ofTask(task)))) ? last.outputs : undefined;
    },
    last: task => kept.get(task.name)?.outputs,
    keep(task, outputs, {scopes}) {
      if (task.kind.isReused ?? false)
        kept.set(task.name, {spec: task.spec(values(scopes.ofTask(task))), outputs});
    },
  };
}
