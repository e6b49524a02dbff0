import type Dockerode from 'dockerode';
import {messageOf} from '../vocabulary/caught-error.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {formatDuration, limitedMs} from '../vocabulary/duration.ts';
import {statusOf} from './engine-problem.ts';
import {LABELS} from './labels.ts';
import {noteRemoval, removalDeadline} from './removal-deadline.ts';

/** The container to remove, and its time limits. */
export interface Removal {
  /** Its name or id. */
  readonly name: string;
  /** The expected value of its label `bottle.run`; a container with another value is not touched. */
  readonly run: string;
  /** The time from its stop signal to SIGKILL, in milliseconds. */
  readonly graceMs: number;
  /** Aborted to kill it immediately. */
  readonly force: AbortSignal;
  /** The time at which `force` will be aborted, on the clock, if known. */
  readonly forcedAt?: (() => number | undefined) | undefined;
  /** Aborted to give up the removal. */
  readonly expired: AbortSignal;
  readonly clock: Clock;
  report(doing: string): void;
  /** Called for a running container before its stop signal. `signal` is aborted when its grace period is over. */
  beforeStop?(container: Dockerode.Container, signal: AbortSignal): Promise<void>;
}

/**
 * Stops a container and removes it, with its anonymous volumes. A container that is gone, or belongs to another run,
 * counts as removed.
 * @throws the engine's error, or AbortError if the engine took too long or `expired` was aborted
 */
export async function removeContainer(api: Dockerode, removal: Removal): Promise<void> {
  const {clock, graceMs, expired} = removal;
  const container = api.getContainer(removal.name);
  const deadline = removalDeadline(api, clock, graceMs);
  const abortSignal = AbortSignal.any([deadline.signal, expired]);
  try {
    const {State: state, Config: config, Id: id} = await container.inspect({abortSignal});
    if (config.Labels[LABELS.run] !== removal.run) return;
    const known = api.getContainer(id);
    // Not in dockerode's types: the image's or the container's own stop signal.
    const {StopSignal: signal = 'SIGTERM'} = config as {readonly StopSignal?: string};
    if (state.Running) await stop(known, signal, removal);
    await known.remove({force: true, v: true, abortSignal});
    noteRemoval(api, clock);
  } catch (error) {
    if (statusOf(error) === 409 && messageOf(error).includes('already in progress'))
      await container.wait({condition: 'removed', abortSignal}).catch(unlessGone);
    else unlessGone(error);
  } finally {
    deadline.cancel();
  }
}

function unlessGone(error: unknown): void {
  if (statusOf(error) !== 404) throw error;
}

/**
 * Sends the stop signal and waits until the container ends, the grace period expires or `force` is aborted; the caller
 * then removes it by force. The engine's own grace period is slightly longer, since it is in whole seconds.
 */
async function stop(container: Dockerode.Container, signal: string, removal: Removal): Promise<void> {
  const {graceMs, force, forcedAt, clock, report} = removal;
  if (force.aborted || graceMs === 0) return;
  const deadline = clock.deadline(graceMs);
  const abortSignal = AbortSignal.any([force, deadline.signal]);
  try {
    const startedAt = clock.now();
    await removal.beforeStop?.(container, abortSignal);
    if (abortSignal.aborted) return;
    const now = removal.beforeStop ? clock.now() : startedAt;
    const killedAfterMs = limitedMs(startedAt + graceMs - now, (forcedAt?.() ?? Infinity) - now);
    report(
      `stopping container ${removal.name}: ${signal}, then SIGKILL after ${formatDuration(killedAfterMs)}`,
    );
    await container.stop({t: Math.ceil(graceMs / 1000) + 1, abortSignal});
  } catch (error) {
    // 304: it is no longer running.
    if (!abortSignal.aborted && statusOf(error) !== 404 && statusOf(error) !== 304) throw error;
    if (abortSignal.aborted) report(`killing container ${removal.name}`);
  } finally {
    deadline.cancel();
  }
}
