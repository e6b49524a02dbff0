import type {LaunchFile} from '../model/launch-file.ts';
import type {Kind, Leftover} from '../tasks/kind.ts';
import {kinds as allKinds} from '../tasks/registry.ts';
import type {Outside} from '../tasks/services.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import {descriptorLimit} from '../processes/descriptors.ts';
import {exhaustedBy} from '../vocabulary/exhausted.ts';
import {TaskError, type TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {afterBug} from './after-bug.ts';
import {recoverDeadRuns} from './dead-runs.ts';
import {checkEnvironment} from './check-environment.ts';
import {readSecrets} from './secrets.ts';
import type {Selection} from '../plan/selection.ts';
import {removeStrays} from './strays.ts';
import {openSession} from './open-session.ts';
import {cancelledTasks, exitCodes} from './results.ts';
import {createRunLoop} from './run-loop.ts';
import {tearDownRun} from './tear-down-run.ts';
import type {StopReason} from './stop.ts';
import {whenFired} from './when-fired.ts';

/** How long a run may take to stop after SIGTERM, if nothing else is set: less than the 30 s after which Kubernetes kills. */
const SIGTERM_STOP_MS = 25_000;

/** What a run is made from. */
export interface RunOptions {
  readonly launch: LaunchFile;
  readonly selection: Selection;
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where state is kept (see state-directory.ts). */
  readonly stateDir: string;
  /** How many tasks may be starting at once. Default: the file's `jobs`. */
  readonly jobs?: number;
  /** Lets branches that do not need a failed task come up before everything goes down. Default: `false`. */
  readonly keepGoing?: boolean;
  /** Keeps the run up until `signal` fires, even if none of its tasks does. Default: `false`. */
  readonly hold?: boolean;
  /**
   * How long the whole teardown may take, in milliseconds; what is left then is killed. Default: the file's `stop_timeout`, else
   * 25 s after the signal `SIGTERM`, and no limit otherwise.
   */
  readonly stopTimeoutMs?: number;
  /** Fires to end the run; its reason is the name of the signal that did, as `SIGINT`. */
  readonly signal: AbortSignal;
  /** Fires to skip the grace periods of the teardown. Default: never. */
  readonly hurry?: AbortSignal;
  /** Aborted with an error that nothing caught: a bug, possibly anywhere. The run is torn down and reports it as a failure. */
  readonly bug?: AbortSignal;
  /** Told of everything that happens, in order. Must not throw. */
  readonly onEvent: (event: RunEvent) => void;
  /**
   * Told the outputs of each task that is ready or done, again if it is restarted; unlike in events, secrets in them are not
   * masked. Must not throw.
   */
  readonly onOutputs?: (task: TaskName, outputs: Readonly<Record<string, string>>) => void;
  /**
   * Asked after each piece of output: settles when tasks may print more, `undefined` if that is now. Not asked any more once the
   * run is being stopped, and what is waited for then must settle. Default: tasks wait for nobody.
   */
  readonly backpressure?: () => Promise<void> | undefined;
  /** Settles when an interactive task may have the terminal. Default: at once. */
  readonly freeTerminal?: () => Promise<void>;
  /** Stands in for parts of the world, for tests. Default: the real one. */
  readonly outside?: Partial<Outside>;
  /** What dead runs are taken down with; tasks carry theirs from loading. Default: all kinds that there are. */
  readonly kinds?: Readonly<Record<string, Kind>>;
}

/** How a run ended. */
export interface RunResult {
  readonly reason: StopReason;
  /** In the order in which they happened: the first is the root cause. */
  readonly failures: readonly TaskFailure[];
  /** Tasks that did not come up, or not to their end, though nothing was wrong with them. */
  readonly cancelled: readonly TaskName[];
  /** The exit codes of the tasks that have ended by themselves; 0 for those without a command that have done their work. */
  readonly exits: Readonly<Record<string, number>>;
  /** What could not be taken down; a later run of the same file tries again. */
  readonly leftovers: readonly Leftover[];
}

/**
 * Brings a launch up, holds it, and takes it down again, whatever ends it: settles when everything that was made is gone
 * or has been named as left over. Rejects only for secrets that cannot be read and an environment that
 * cannot be used (TaskError `no-secret`, `bad-environment`; nothing was started), and for bugs.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const {launch, env, signal, kinds = allKinds} = options;
  await checkEnvironment(launch, options.selection, env);
  const secrets = await readSecrets(launch.secrets, {dir: launch.dir, env});
  const {session, planned, undertaker, close} = await openSession({...options, kinds}, secrets).catch(refuse);
  const {stop, emit, failures, facts, budget, masker} = session;
  const {keepGoing = false, hold = false} = options;
  const loop = createRunLoop(session, {keepGoing, hold, until: options.selection.until});
  const stopTimeoutMs = options.stopTimeoutMs ?? launch.stopTimeoutMs;
  let leftovers: readonly Leftover[] | undefined;
  let swept: Promise<void> | undefined;
  const over = new AbortController();
  try {
    whenFired(budget.force, () => {
      emit({type: 'teardown-forced', because: options.hurry?.aborted ? 'signal' : 'stop-timeout'});
    });
    whenFired(stop.signal, () => {
      if (stopTimeoutMs !== undefined) budget.begin(stopTimeoutMs);
    });
    whenFired(signal, name => {
      emit({type: 'run-interrupted', signal: name});
      stop.because({why: 'interrupted', signal: name});
      if (name === 'SIGTERM') budget.begin(stopTimeoutMs ?? SIGTERM_STOP_MS);
    });
    emit({
      ...{type: 'run-started', version: 1},
      ...{run: facts.id, name: launch.name, file: launch.path, tasks: planned},
    });
    const life = async () => {
      await recoverDeadRuns(launch.path, undertaker);
      swept = removeStrays(session, undertaker);
      loop.begin(swept);
      const reason = await stop.reason;
      // An attempt that is under way must have come to its end, or it would make what nobody removes.
      await loop.quiet();
      return {reason, loop};
    };
    const broken = async () => ({reason: await afterBug(options.bug, session, over.signal), loop: undefined});
    const {reason, loop: quietLoop} = await Promise.race([life(), broken()]);
    leftovers = await tearDownRun(session, quietLoop, reason);
    await swept;
    await removeStrays(session, undertaker);
    await session.pace.finish();
    emit({
      type: 'run-ended',
      reason: reason.why,
      failures: failures.length,
      leftovers: leftovers.length,
    });
    return {
      reason,
      failures: masker.value(failures),
      cancelled: cancelledTasks(session.table),
      exits: exitCodes(session.table),
      leftovers: masker.value(leftovers),
    };
  } finally {
    // A bug between the two must not leave anything behind either.
    over.abort();
    leftovers ??= await tearDownRun(session, undefined, {why: 'all-done'});
    await swept;
    await close({leftovers: leftovers.length > 0, failed: failures.length > 0});
  }
}

/** Nothing was started. */
function refuse(error: unknown): never {
  const exhausted = exhaustedBy(error, descriptorLimit());
  throw exhausted ? new TaskError(exhausted) : error;
}
