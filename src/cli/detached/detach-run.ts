import {knownRuns, type KnownRun} from '../../runs/known-run.ts';
import {runThatIsUp} from '../../runs/run-names.ts';
import type {DetachedRun, DetachRequest} from './detach-request.ts';
import {showStart} from './show-start.ts';
import {startDetached} from './start-detached.ts';
import type {StartFront} from './start-front.ts';
import {useRun} from './use-run.ts';

/**
 * Starts a detached run, or uses the live one, and shows it until it is ready.
 *
 * @param known all runs, if they were just read
 */
export async function detachRun(
  request: DetachRequest,
  front: StartFront,
  known?: readonly KnownRun[],
): Promise<DetachedRun> {
  const {observer} = request;
  for (let runs = known; ; runs = undefined) {
    const run = findUp(request, runs ?? (await knownRuns(observer)));
    const used = run && (await useRun({...request, run}, front));
    if (used) return used;
    const started = await startRun(request, front);
    // Otherwise another call has started a run in the meantime.
    if (started) return started;
  }
}

function findUp({chosen: {launch}, flags}: DetachRequest, runs: readonly KnownRun[]): KnownRun | undefined {
  if (flags.new === true) return undefined;
  return runThatIsUp({asked: flags.name, launch: launch.name, onlyOf: launch.path}, runs);
}

/** Starts a run; `undefined` if a run of the file is already up and no other one was requested. */
async function startRun(
  {command, cwd, env, observer: {stateDir}}: DetachRequest,
  front: StartFront,
): Promise<DetachedRun | undefined> {
  const started = await startDetached({
    ...{cwd, env, stateDir},
    command: [...command, '--detached-process'],
  });
  const outcome = await showStart(started, front);
  if (outcome.is === 'already-up') return undefined;
  if (outcome.is === 'over') return outcome;
  const {name, process} = outcome;
  return {code: 0, up: {name, isNew: true, process}};
}
