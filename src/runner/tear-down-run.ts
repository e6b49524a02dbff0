import type {Leftover} from '../vocabulary/leftover.ts';
import type {RunLoop} from './run-loop.ts';
import type {Session} from './session.ts';
import type {StopReason} from './stop.ts';
import {tearDownFromJournal} from './teardown.ts';
import {entryOf} from '../vocabulary/ids.ts';

/** Tears down a run. If its control loop did not become quiet, `loop` is `undefined`, and only the journal is used. */
export async function tearDownRun(
  session: Session,
  loop: RunLoop | undefined,
  {why}: Pick<StopReason, 'why'>,
): Promise<readonly Leftover[]> {
  const {tasks, journal, emit, logs, eventLog, reserves} = session;
  logs.economize();
  eventLog.economize();
  await reserves.release();
  await session.earlyCommands.close();
  const made = [...tasks.keys()].filter(name => journal.made(name).length > 0);
  emit({type: 'teardown-started', tasks: made, because: why});
  if (loop) return await loop.tearDown();
  return await tearDownFromJournal({...session, kindOf: name => entryOf(tasks, name).kind});
}
