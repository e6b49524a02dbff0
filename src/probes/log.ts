import type {LogProbe} from '../schema/launch-file.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import {excerpt, pending} from './last-seen.ts';
import type {ProbeContext, ProbeKind} from './probe-kind.ts';
import type {OutputLines} from './subject.ts';

/** Passes when a line of the task's output matches, also one printed before; named groups become outputs `log.<name>`. */
export const logProbe: ProbeKind<LogProbe> = {
  aspect: () => 'output',
  limits: source => source,
  describe: ({log}) => `a log line matching /${log}/`,
  create({log}, {subject: {output}, onOutputs}) {
    if (!output) throw new Error('a task without output has a log probe');
    return {wait: signal => matchingLine(new RegExp(log), {output, onOutputs}, signal)};
  },
};

function matchingLine(
  pattern: RegExp,
  {output, onOutputs}: {readonly output: OutputLines} & Pick<ProbeContext, 'onOutputs'>,
  signal: AbortSignal,
): Promise<ProbeResult> {
  return new Promise(resolve => {
    const over = new AbortController();
    let lastSeen = 'no output';
    let lines = 0;
    const settle = (result: ProbeResult) => {
      over.abort();
      resolve(result);
    };
    signal.addEventListener('abort', () => settle(pending(lastSeen)), {once: true, signal: over.signal});
    output.follow((line, finished) => {
      const match = pattern.exec(line);
      if (finished) lines++;
      if (!match) lastSeen = `${lines} ${lines === 1 ? 'line' : 'lines'}, none matches`;
      else if (finished || isWhole(match)) {
        const outputs = outputsOf(match);
        onOutputs(outputs);
        settle({status: 'ready', outputs});
      } else lastSeen = `\`${excerpt(line)}\` matches, but its line is not finished`;
    }, over.signal);
  });
}

/**
 * Whether a match in an unfinished line can be relied on. A prompt (`ready> `) never gets its line break and has to count as
 * it is; but values at its end may still grow: `port 80` becomes `port 8080`.
 */
function isWhole(match: RegExpExecArray): boolean {
  return !match.groups || match.index + match[0].length < match.input.length;
}

function outputsOf({groups = {}}: RegExpExecArray): Record<string, string> {
  const found = Object.entries(groups as Record<string, string | undefined>);
  return Object.fromEntries(found.map(([name, value]) => [`log.${name}`, value ?? '']));
}
