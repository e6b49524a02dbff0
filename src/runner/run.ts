import type {Leftover} from '../vocabulary/leftover.ts';
import {kinds as allKinds} from '../tasks/registry.ts';
import {descriptorLimit} from '../processes/descriptors.ts';
import manifest from '../../package.json' with {type: 'json'};
import {EVENT_VERSION, type RunEventBody} from '../vocabulary/event.ts';
import {exhaustedBy} from '../vocabulary/exhausted.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {afterBug} from './after-bug.ts';
import {recoverDeadRuns} from './dead-runs.ts';
import {checkEnvironment} from './check-environment.ts';
import {readSecrets} from '../tasks/shared/read-secret.ts';
import {removeOrphans} from './orphans.ts';
import {exitCode} from './exit-code.ts';
import {controlRun} from './control-run.ts';
import {openControlSocket, type ControlSocket} from './control-socket.ts';
import {createEndRequest} from './end-request.ts';
import {stopOnInterrupts} from './interrupts.ts';
import {openSession, type OpenSession} from './open-session.ts';
import {cancelledTasks, exitCodes} from './results.ts';
import {createRunLoop} from './run-loop.ts';
import type {Session} from './session.ts';
import type {StopReason} from './stop.ts';
import {tearDownRun} from './tear-down-run.ts';
import {environmentOfSecrets} from '../model/dotenv.ts';
import type {RunOptions, RunResult} from './run-options.ts';

/**
 * Starts the tasks of a launch file, keeps them running, and stops everything on exit. Resolves when all resources are removed or
 * reported as leftovers. Rejects only for bugs, and with a TaskError if the run cannot start (`no-secret`, `bad-environment`,
 * `name-taken`, `already-up`, `exhausted`).
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const {launch, env, kinds = allKinds} = options;
  await checkEnvironment(launch, options.selection, env);
  const secrets = await readSecrets(launch.secrets, {
    dir: launch.dir,
    env: environmentOfSecrets(launch, env),
  });
  const ending = createEndRequest(options.force);
  const opened = await openSession({...options, kinds, force: ending.force}, secrets).catch(refuse);
  const {session, recovery, close} = opened;
  const {keepGoing = false, hold = false, prepared = Promise.resolve()} = options;
  const loop = createRunLoop(session, {keepGoing, hold, prepared, until: options.selection.until});
  let leftovers: readonly Leftover[] | undefined;
  let swept: Promise<void> | undefined;
  let socket: ControlSocket | undefined;
  const over = new AbortController();
  try {
    stopOnInterrupts(options, session, {forced: ending.force, over: over.signal});
    const control = controlRun({
      ...{session, requests: loop.requests, wake: loop.wake, ended: ending.ended},
      end: request => ending.end(request, session),
    });
    socket = await openControlSocket(control, session);
    opened.onRestored(socket.reopen);
    session.emit(startOf(opened, options.detached ?? false));
    if (socket.problem !== undefined) session.emit(uncontrolledWarning(socket.problem));
    options.onControl?.(control);
    const untilStopped = async () => {
      await Promise.all([recoverDeadRuns(launch.path, recovery), session.watchedFiles.open(loop.wake)]);
      swept = removeOrphans(session, recovery);
      loop.begin(swept);
      const reason = await session.stop.reason;
      // Wait for running attempts, which could create resources after the teardown.
      await loop.quiet();
      return {reason, loop};
    };
    const untilBug = async () => ({
      reason: await afterBug(options.bug, session, over.signal),
      loop: undefined,
    });
    const {reason, loop: quietLoop} = await Promise.race([untilStopped(), untilBug()]);
    leftovers = await tearDownRun(session, quietLoop, reason);
    await swept;
    await removeOrphans(session, recovery);
    await session.pace.finish();
    const result = resultOf(session, reason, leftovers);
    session.emit(endOf(result, exitCode(result, options.selection)));
    return result;
  } finally {
    // Nothing may be left behind, even after a bug in the code above.
    over.abort();
    leftovers ??= await tearDownRun(session, undefined, {why: 'all-done'});
    await swept;
    ending.settle(leftovers);
    await close({leftovers: leftovers.length > 0});
    // Closed last, because clients wait for this to detect the end of the run.
    await socket?.close();
  }
}

function startOf({session, runName, planned}: OpenSession, detached: boolean): RunEventBody {
  const {launch, facts, jobs} = session;
  return {
    ...{type: 'run-started', version: EVENT_VERSION, bottle: manifest.version},
    startedAt: new Date().toISOString(),
    ...{run: facts.id, name: launch.name, runName, file: launch.path},
    ...{pid: process.pid, detached, jobs, tasks: planned},
  };
}

function uncontrolledWarning(problem: string): RunEventBody {
  return {type: 'run-warned', warning: `other processes cannot control this run: ${problem}`};
}

function resultOf(session: Session, reason: StopReason, leftovers: readonly Leftover[]): RunResult {
  const {failures, masker, table} = session;
  return {
    reason,
    failures: masker.value(failures),
    ...cancelledTasks(session),
    exits: exitCodes(table),
    leftovers: masker.value(leftovers),
  };
}

function endOf({reason, failures, leftovers, exits}: RunResult, code: number): RunEventBody {
  return {
    type: 'run-ended',
    reason: reason.why,
    ...('signal' in reason && {signal: reason.signal}),
    ...('code' in reason && {code: reason.code}),
    exitCode: code,
    failures: failures.length,
    leftovers: leftovers.length,
    exits,
  };
}

/** Throws the reason why the run could not start. */
function refuse(error: unknown): never {
  const exhausted = exhaustedBy(error, descriptorLimit());
  throw exhausted ? new TaskError(exhausted) : error;
}
