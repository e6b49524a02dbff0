import {ask} from '../polling/poller.ts';
import type {Probe} from '../polling/probe.ts';
import {livenessOf, livenessPace, probeOf, type LivenessPace} from '../probes/liveness.ts';
import {createProbe} from '../probes/registry.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import {probeDependencies, type ProbedTask} from './await-ready.ts';

/** A liveness probe that has failed too often. */
export interface Unhealthy {
  readonly probe: string;
  readonly failures: number;
  readonly lastSeen: string;
}

/**
 * Polls the liveness probes of a ready task until one of them reaches its limit of consecutive failures or `signal` is aborted.
 * Settles when no attempt is running.
 */
export async function watchLiveness(
  probed: ProbedTask,
  signal: AbortSignal,
  onUnhealthy: (found: Unhealthy) => void,
): Promise<void> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const commands = new Set<Promise<unknown>>();
  const watches = livenessOf(probed.task.source).map(async source => {
    const {probe} = createProbe(probeOf(source), probeDependencies({...probed, commands}));
    const found = await untilUnhealthy(probe, livenessPace(source), probed, both);
    if (!found || both.aborted) return;
    over.abort();
    onUnhealthy(found);
  });
  await Promise.all(watches);
  await Promise.allSettled(commands);
}

async function untilUnhealthy(
  probe: Probe,
  pace: LivenessPace,
  {task, context, session}: ProbedTask,
  signal: AbortSignal,
): Promise<Unhealthy | undefined> {
  const {clock} = context.services;
  const about = {task: task.name, probe: probe.description};
  const isOver = () => signal.aborted;
  let failures = 0;
  for (;;) {
    await clock.sleep(pace.intervalMs, signal);
    if (isOver()) return undefined;
    const answer = await ask(probe, pace.limits, {clock, over: signal});
    if (isOver()) return undefined;
    const lastSeen = problemOf(probe, answer);
    const before = failures;
    failures = lastSeen === undefined ? 0 : failures + 1;
    if ((before === 0) !== (failures === 0))
      session.emit({
        type: 'liveness-changed',
        ...about,
        ...{healthy: failures === 0, failures: Math.max(before, failures), lastSeen: lastSeen ?? 'healthy'},
      });
    if (lastSeen !== undefined && failures >= pace.failures)
      return {probe: probe.description, failures, lastSeen};
  }
}

/** The problem found by a failed attempt. A push probe without a result has not failed. */
function problemOf(probe: Probe, answer: ProbeResult | undefined): string | undefined {
  if (answer?.status === 'ready') return undefined;
  if (answer?.status === 'failed') return answer.lastSeen;
  if ('wait' in probe) return undefined;
  return answer?.lastSeen ?? 'no response';
}
