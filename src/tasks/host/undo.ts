import type {MadeRecord, UndoRecord} from '../../vocabulary/journal-record.ts';
import {supersede} from '../../freshness/artifact.ts';
import type {DownContext} from '../task-context.ts';
import type {Leftover} from '../../vocabulary/leftover.ts';
import {deferredText} from '../shared/resolve-deferred.ts';
import {runDeferred} from './run-deferred.ts';

/** Reverts the recorded work of a task, latest first. Work that could not be reverted is returned as leftovers. */
export async function undoWork(
  made: readonly MadeRecord[],
  context: DownContext,
): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  for (const work of workIn(made).toReversed()) leftovers.push(...(await undo(work, context)));
  return leftovers;
}

interface Work {
  readonly record: UndoRecord;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Each `undo` record with the outputs recorded after it. */
function workIn(made: readonly MadeRecord[]): readonly Work[] {
  const found: Work[] = [];
  for (const record of made) {
    if (record.made === 'undo') found.push({record, outputs: {}});
    const last = found.at(-1);
    if (record.made === 'outputs' && last) found.splice(-1, 1, {...last, outputs: record.outputs});
  }
  return found;
}

async function undo({record, outputs: own}: Work, context: DownContext): Promise<readonly Leftover[]> {
  const {command: deferred, graceMs, artifact} = record;
  const {task, report, forget, services, expired} = context;
  // The work may be reverted from here on, so it no longer counts as done.
  if (artifact !== undefined) await supersede(services.artifacts.store, artifact);
  const command = deferredText(deferred, own, context);
  report(`undoing: ${command}`);
  const deadline = services.clock.deadline(graceMs);
  const signal = AbortSignal.any([deadline.signal, expired]);
  const problem = await runDeferred({deferred, own, signal}, context);
  deadline.cancel();
  if (problem !== undefined)
    return [{what: `resources of \`${task}\``, why: `its \`undo\` ${problem}`, command}];
  await forget(record);
  return [];
}
