import type {LogProbe} from '../schema/probes.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import {excerpt, pending} from './last-seen.ts';
import type {ProbeContext, ProbeKind} from './kind.ts';
import type {OutputLines} from './subject.ts';

/** Passes when a line of the task's output matches, including earlier lines. Named groups become outputs `log.<name>`. */
export const logProbe: ProbeKind<LogProbe> = {
  probeTarget: () => 'output',
  limits: source => source,
  describe: ({log, times = 1}) =>
    times === 1 ? `a log line matching /${log}/` : `${times} log lines matching /${log}/`,
  create({log, times = 1}, {subject: {output}, onOutputs}) {
    if (!output) throw new Error('a task without output has a log probe');
    // `m`: programs write a carriage return to redraw a line, and the text after it counts as a line too.
    const search = {pattern: new RegExp(log, 'm'), times, output, onOutputs};
    return {wait: signal => matchingLines(search, signal)};
  },
};

interface Search extends Pick<ProbeContext, 'onOutputs'> {
  readonly pattern: RegExp;
  /** The number of lines that must match. */
  readonly times: number;
  readonly output: OutputLines;
}

function matchingLines(
  {pattern, times, output, onOutputs}: Search,
  signal: AbortSignal,
): Promise<ProbeResult> {
  return new Promise(resolve => {
    const over = new AbortController();
    let lastSeen = 'no output';
    let lines = 0;
    let matches = 0;
    const settle = (result: ProbeResult) => {
      // A reason is given, because otherwise an exception is created.
      over.abort('settled');
      resolve(result);
    };
    signal.addEventListener('abort', () => settle(pending(lastSeen)), {once: true, signal: over.signal});
    output.follow((line, finished) => {
      const match = pattern.exec(line);
      if (finished) lines++;
      if (match && finished) matches++;
      // An unfinished line is reported again when it grows, so it counts only as the last match.
      const isEnough = finished ? matches >= times : matches === times - 1;
      if (match && isEnough && (finished || isWhole(match))) {
        const outputs = outputsOf(match);
        onOutputs(outputs);
        settle({status: 'ready', outputs});
      } else {
        const isGrowing = match && !finished;
        lastSeen = isGrowing
          ? `\`${excerpt(line)}\` matches, but the line is incomplete`
          : seen(lines, matches);
      }
    }, over.signal);
  });
}

function seen(lines: number, matches: number): string {
  const read = `${lines} ${lines === 1 ? 'line' : 'lines'}`;
  if (matches === 0) return `${read}, no match`;
  return `${read}, ${matches} ${matches === 1 ? 'match' : 'matches'}`;
}

/**
 * Whether a match in an unfinished line is reliable. A prompt (`ready> `) never gets a line break, so it must count. But captured
 * values at the end of a line may still grow: `port 80` becomes `port 8080`.
 */
function isWhole(match: RegExpExecArray): boolean {
  return !match.groups || match.index + match[0].length < match.input.length;
}

function outputsOf({groups = {}}: RegExpExecArray): Record<string, string> {
  const found = Object.entries(groups as Record<string, string | undefined>);
  return Object.fromEntries(found.map(([name, value]) => [`log.${name}`, value ?? '']));
}
