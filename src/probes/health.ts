import type {HealthProbe} from '../schema/probes.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import {pending} from './last-seen.ts';
import type {ProbeKind} from './kind.ts';

const SLOW_START = 'if it starts slowly, set a `start_period` or more `retries` in its `healthcheck`';

/**
 * Passes when Docker reports the container as healthy, and fails when it is unhealthy. Docker reports a container as unhealthy only
 * after `retries` consecutive failed checks outside the start period.
 */
export const healthProbe: ProbeKind<HealthProbe> = {
  probeTarget: () => 'health',
  limits: source => source.health,
  describe: () => "Docker's health check",
  create(_source, {subject: {health}}) {
    if (!health) throw new Error('a task without health has a health probe');
    return {
      wait: signal =>
        new Promise<ProbeResult>(resolve => {
          let lastSeen = 'no response';
          health.follow((state, lastLine) => {
            lastSeen = lastLine === '' ? state : `${state}: ${lastLine}`;
            if (state === 'healthy') resolve({status: 'ready'});
            if (state === 'unhealthy') resolve({status: 'failed', lastSeen, next: SLOW_START});
            if (state === 'none')
              resolve({status: 'failed', lastSeen: 'it has no health check; add a `healthcheck`'});
          }, signal);
          signal.addEventListener('abort', () => resolve(pending(lastSeen)), {once: true});
        }),
    };
  },
};
