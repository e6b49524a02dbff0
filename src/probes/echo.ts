import {randomUUID} from 'node:crypto';
import type {EchoProbe} from '../schema/probes.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import type {ExecResult} from '../channels/channel.ts';
import {badExit, excerpt, pending} from './last-seen.ts';
import type {ProbeKind} from './kind.ts';
import {runInside} from './run-inside.ts';

/**
 * Passes when a random word sent over the exec channel comes back unchanged with exit code 0. A weaker check could pass by mistake: a
 * channel that is about to close may return an error message with exit code 0, or nothing.
 */
export const echoProbe: ProbeKind<EchoProbe> = {
  probeTarget: () => 'channel',
  limits: source => source.echo,
  describe: () => 'an echo over the exec channel',
  create(_source, {subject: {channel}, limits}) {
    if (!channel) throw new Error('a task without exec channel has an echo probe');
    return {
      async check(signal) {
        const word = randomUUID();
        const result = await runInside(channel, ['echo', word], {signal, timeoutMs: limits.attemptTimeoutMs});
        return 'lastSeen' in result ? result : compare(result, word);
      },
    };
  },
};

function compare({code, stdout, stderr}: ExecResult, word: string): ProbeResult {
  if (code !== 0) return badExit(code, stderr.trim() === '' ? stdout : stderr);
  if (stdout.replace(/\r?\n$/, '') === word) return {status: 'ready'};
  const answer = excerpt(stdout);
  return pending(
    answer === '' ? 'exit code 0, but no echo' : `exit code 0, but \`${answer}\` instead of the echo`,
  );
}
