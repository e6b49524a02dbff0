import type {ExecChannel} from '../channels/channel.ts';
import type {HealthcheckRequest} from '../places/container-request.ts';
import type {HealthReports} from '../probes/subject.ts';
import {messageOf} from '../vocabulary/caught-error.ts';
import type {Clock} from '../vocabulary/clock.ts';

/** Inputs of the health checks of a pod. */
export interface HealthInputs {
  readonly check: HealthcheckRequest | undefined;
  readonly channel: ExecChannel;
  readonly clock: Clock;
}

/**
 * Runs the health check of a container like Docker, in this process, since a kubelet has no equivalent: after each
 * interval, ignoring failures during the start period. After `retries` consecutive failures, the container is
 * unhealthy.
 */
export function podHealth({check, channel, clock}: HealthInputs): HealthReports {
  return {
    follow(onHealth, signal) {
      const argv = check && argvOf(check.test);
      if (check && argv) void repeat(check, argv, {channel, clock, onHealth, signal});
      else onHealth('none', '');
    },
  };
}

interface Repetition {
  readonly channel: ExecChannel;
  readonly clock: Clock;
  readonly onHealth: Parameters<HealthReports['follow']>[0];
  readonly signal: AbortSignal;
}

async function repeat(
  check: HealthcheckRequest,
  argv: readonly string[],
  {channel, clock, onHealth, signal}: Repetition,
): Promise<void> {
  const startedAt = clock.now();
  const isOver = (): boolean => signal.aborted;
  let failures = 0;
  let wasHealthy = false;
  while (!isOver()) {
    const isStarting = !wasHealthy && clock.now() - startedAt < check.startPeriodMs;
    const line = await failureOf(argv, check.timeoutMs, {channel, clock, signal});
    if (isOver()) return;
    failures = line === undefined || isStarting ? 0 : failures + 1;
    wasHealthy ||= line === undefined;
    const failing = failures >= check.retries ? 'unhealthy' : wasHealthy ? 'healthy' : 'starting';
    onHealth(line === undefined ? 'healthy' : failing, line ?? '');
    const pause = isStarting ? (check.startIntervalMs ?? check.intervalMs) : check.intervalMs;
    await clock.sleep(pause, signal);
  }
}

/** The last line of a failed check; `undefined` if it passed. */
async function failureOf(
  argv: readonly string[],
  timeoutMs: number,
  {channel, clock, signal}: Omit<Repetition, 'onHealth'>,
): Promise<string | undefined> {
  const deadline = clock.deadline(timeoutMs);
  try {
    const options = {signal: AbortSignal.any([signal, deadline.signal]), timeoutMs};
    const {code, stdout, stderr} = await channel.exec(argv, options);
    if (code === 0) return undefined;
    const said = stderr.trim() === '' ? stdout.trim() : stderr.trim();
    return said === '' ? `exited with code ${code}` : (said.split('\n').at(-1) ?? '');
  } catch (error) {
    if (deadline.signal.aborted) return `the check took longer than ${timeoutMs} ms`;
    return messageOf(error);
  } finally {
    deadline.cancel();
  }
}

/** The command of a check; `undefined` if there is none, or if it is that of the image. */
function argvOf([form, ...words]: readonly string[]): readonly string[] | undefined {
  if (form === 'CMD') return words;
  return form === 'CMD-SHELL' ? ['sh', '-c', ...words] : undefined;
}
