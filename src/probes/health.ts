import type {HealthProbe} from '../schema/launch-file.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import {pending} from './last-seen.ts';
import type {ProbeKind} from './probe-kind.ts';

/** Passes when Docker says that the container is healthy. Unhealthy is not the end: the next check may say otherwise. */
export const healthProbe: ProbeKind<HealthProbe> = {
  aspect: () => 'health',
  limits: source => source.health,
  describe: () => "Docker's health check",
  create(_source, {subject: {health}}) {
    if (!health) throw new Error('a task without health has a health probe');
    return {
      wait: signal =>
        new Promise<ProbeResult>(resolve => {
          let lastSeen = 'no answer';
          health.follow((state, lastLine) => {
            lastSeen = lastLine === '' ? state : `${state}: ${lastLine}`;
            if (state === 'healthy') resolve({status: 'ready'});
            if (state === 'none')
              resolve({status: 'failed', lastSeen: 'it has no health check; give it a `healthcheck`'});
          }, signal);
          signal.addEventListener('abort', () => resolve(pending(lastSeen)), {once: true});
        }),
    };
  },
};
