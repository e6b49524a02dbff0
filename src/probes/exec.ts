import type {ExecProbe} from '../schema/probes.ts';
import {badExit, commandExcerpt} from './last-seen.ts';
import type {ProbeKind} from './kind.ts';
import {runInside} from './run-inside.ts';

/** Passes when a command inside the container or machine exits 0. */
export const execProbe: ProbeKind<ExecProbe> = {
  probeTarget: () => 'channel',
  limits: source => source,
  describe: ({exec}, {text}) => `exec ${commandExcerpt(exec.map(text).join(' '))}`,
  create({exec}, {subject: {channel}, values, limits}) {
    if (!channel) throw new Error('a task without exec channel has an exec probe');
    const argv = exec.map(word => values.text(word));
    return {
      async check(signal) {
        const result = await runInside(channel, argv, {signal, timeoutMs: limits.attemptTimeoutMs});
        if ('lastSeen' in result) return result;
        const {code, stdout, stderr} = result;
        return code === 0 ? {status: 'ready'} : badExit(code, stderr.trim() === '' ? stdout : stderr);
      },
    };
  },
};
