import type {NotifyProbe} from '../schema/probes.ts';
import {pending} from './last-seen.ts';
import type {ProbeKind} from './kind.ts';

/** Passes when the process writes a line break to `$BOTTLE_NOTIFY_FD`. */
export const notifyProbe: ProbeKind<NotifyProbe> = {
  probeTarget: () => 'notify',
  limits: source => source.notify,
  describe: () => 'a line break on $BOTTLE_NOTIFY_FD',
  create(_source, {subject: {notified}}) {
    if (!notified) throw new Error('a task that cannot notify has a notify probe');
    return {
      wait: signal =>
        new Promise(resolve => {
          void notified.then(() => resolve({status: 'ready'}));
          signal.addEventListener('abort', () => resolve(pending('no line break yet')), {once: true});
        }),
    };
  },
};
