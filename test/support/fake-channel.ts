import {ChannelError, type ExecChannel, type ExecResult} from '../../src/channels/channel.ts';

/** The behaviour of a channel for one command: it responds, breaks, refuses the command (with a reason), or hangs. */
export type ChannelAct =
  ExecResult | 'echo' | 'hang' | {readonly breaks: string} | {readonly refuses: string};

/** A channel with a sequence of behaviours, the last of which repeats. Records the requested commands. */
export function fakeChannel(
  ...acts: readonly ChannelAct[]
): ExecChannel & {readonly asked: (readonly string[])[]} {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    async exec(argv, {signal}) {
      const act = acts[Math.min(asked.length, acts.length - 1)] ?? 'hang';
      asked.push(argv);
      if (act === 'echo') return {code: 0, stdout: `${argv.slice(1).join(' ')}\n`, stderr: ''};
      if (act === 'hang') return await killed(signal);
      if ('refuses' in act) throw new ChannelError(act.refuses, 'request');
      if ('breaks' in act) throw new ChannelError(act.breaks);
      return act;
    },
  };
}

function killed(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new ChannelError('killed')), {once: true});
  });
}
