import manifest from '../../package.json' with {type: 'json'};
import {retentionLimits} from '../history/retention.ts';
import {launchConfig} from '../plan/launch-config.ts';
import {journaledTasks, plannedTasks} from '../plan/planned-tasks.ts';
import {countForks} from '../processes/younger-processes.ts';
import type {JournalEntry} from '../state/journal.ts';
import {thisProcess} from '../state/owner.ts';
import {readTimes, rememberTimes} from '../state/times.ts';
import type {PlannedTask, RunEventBody} from '../vocabulary/event.ts';
import {createSession, type SessionOptions} from './create-session.ts';
import {recoverDeadRuns, type RecoveryContext} from './dead-runs.ts';
import {endOnDisk} from './end-on-disk.ts';
import {withRecovery} from './recovery-context.ts';
import {handleHeartbeatLoss} from './restore-run.ts';
import {timesToReady} from './results.ts';
import {createRunTasks} from './run-tasks.ts';
import type {Session} from './session.ts';
import {startOnDisk} from './start-on-disk.ts';
import {nextTurn} from '../processes/next-turn.ts';

/** A session, and parts that only the run itself uses. */
export interface OpenSession {
  readonly session: Session;
  /** The name of the run. */
  readonly runName: string;
  readonly planned: readonly PlannedTask[];
  readonly recovery: RecoveryContext;
  /** Adds work that runs after the run's directory was deleted and restored. */
  onRestored(listener: () => Promise<void>): void;
  /** Ends the run on disk. Keeps its events and logs, and everything needed to recover leftovers. */
  close(end: {readonly leftovers: boolean}): Promise<void>;
}

/** Creates the run on disk and its session. */
export async function openSession(
  options: SessionOptions,
  secrets: Readonly<Record<string, string>>,
): Promise<OpenSession> {
  const {launch, selection, stateDir} = options;
  const planned = plannedTasks(selection.tasks);
  // The times only order tasks that wait for a slot.
  const hasOrder = selection.tasks.size > (options.jobs ?? launch.jobs);
  const running = createRunTasks(selection.tasks, hasOrder ? await readTimes(stateDir, launch.path) : {});
  countForks();
  const observer = {stateDir, here: await thisProcess()};
  let stillMade = (): readonly JournalEntry[] => [];
  const restoreListeners: (() => Promise<void>)[] = [];
  const restored = async (): Promise<void> => {
    for (const restore of restoreListeners) await restore();
  };
  const early: RunEventBody[] = [];
  const onDisk = await startOnDisk(stateDir, {
    recoverFirst: async () => await recoverWithoutRun(options, event => early.push(event)),
    file: launch.path,
    name: launch.name,
    runName: options.runName,
    isOnlyOne: options.isOnlyOne ?? false,
    config: launchConfig(launch, selection),
    bottle: manifest.version,
    tasks: journaledTasks(running.tasks),
    here: observer.here,
    stillMade: () => stillMade(),
    onHeartbeatLost: loss =>
      void handleHeartbeatLoss(loss, {...session, stateDir, restored}).catch(session.failByBug),
  });
  const {own} = onDisk;
  const {session, recovery, close} = createSession({options, secrets, onDisk, running, observer});
  stillMade = session.journal.entries;
  for (const event of early) session.emit(event);
  return {
    session,
    runName: own.name,
    planned,
    recovery,
    onRestored: listener => void restoreListeners.push(listener),
    async close({leftovers}) {
      const rememberMeanwhile = async (): Promise<void> => {
        await nextTurn();
        await rememberTimes(stateDir, launch.path, timesToReady(session));
      };
      // The forker needs a few milliseconds to exit. Replacing the file of the times takes as long.
      const ends = await Promise.allSettled([close(), rememberMeanwhile()]);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      const {eventLog} = session;
      await endOnDisk({own, eventLog, observer, retention: retentionLimits(options.env)}, leftovers);
    },
  };
}

/** Recovers dead runs of the file before this process has its own run. */
async function recoverWithoutRun(
  {launch, env, stateDir, kinds, force = new AbortController().signal}: SessionOptions,
  onEvent: (event: RunEventBody) => void,
): Promise<void> {
  await withRecovery(
    {env, stateDir, force, kinds, onEvent},
    async context => await recoverDeadRuns(launch.path, context),
  );
}
