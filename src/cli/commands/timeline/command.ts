import {readEvents} from '../../../history/read-events.ts';
import {findRun} from '../../../runs/find-run.ts';
import {knownRuns, type KnownRun} from '../../../runs/known-run.ts';
import {compareTimelines} from '../../../timeline/compare.ts';
import {timelineOf} from '../../../timeline/timeline-of.ts';
import type {Timeline} from '../../../timeline/timeline.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {jsonText} from '../../text/json-text.ts';
import {hereFor, observerOf, printRunProblem} from '../run-lookup.ts';
import type {timelineFormats} from './formats.ts';
import {print} from '../../print.ts';

/** The flags of `bottle timeline`, as parsed by commander. */
export interface TimelineFlags {
  readonly compare?: string;
  readonly all?: boolean;
  readonly format: (typeof timelineFormats)[number];
}

/** `bottle timeline`: 0; 2 if there is no such run, or if the format does not support comparisons. */
export async function timelineCommand(
  asked: string | undefined,
  flags: TimelineFlags,
  cli: CliContext,
): Promise<number> {
  const {compare, format} = flags;
  if (compare !== undefined && format !== 'text' && format !== 'json') {
    cli.stderr.write(`error: \`--compare\` is for the formats \`text\` and \`json\`, not \`${format}\`\n`);
    return EXIT_INVALID;
  }
  const runs = await knownRuns(await observerOf(cli));
  const shown = await findTimeline(asked, runs, cli);
  if (!shown) return EXIT_INVALID;
  // The name of the run itself refers to the previous run with this name.
  const others = runs.filter(({id}) => id !== shown.run.id);
  const other = compare === undefined ? undefined : await findTimeline(compare, others, cli);
  if (compare !== undefined && !other) return EXIT_INVALID;
  await print(await formatted(shown, other, flags, cli), cli.stdout);
  return 0;
}

interface ShownRun {
  readonly run: KnownRun;
  readonly timeline: Timeline;
}

/** The timeline of a run. If it has none, prints the reason and returns `undefined`. */
async function findTimeline(
  asked: string | undefined,
  runs: readonly KnownRun[],
  cli: CliContext,
): Promise<ShownRun | undefined> {
  const choice = findRun({...hereFor(asked, cli), states: ['alive', 'dead', 'ended']}, runs);
  if ('problem' in choice) {
    printRunProblem(choice.problem, cli);
    return undefined;
  }
  const {run} = choice;
  const timeline = await readTimeline(run);
  if (timeline) return {run, timeline};
  cli.stderr.write(`error: run \`${printable(run.name)}\` has no events\n`);
  return undefined;
}

async function readTimeline({dir, state}: KnownRun): Promise<Timeline | undefined> {
  const events = await readEvents(dir);
  const [first] = events;
  const isLive = state === 'alive' && first !== undefined;
  // Computed from wall-clock times in the log, since the monotonic clock of the run belongs to another process.
  return timelineOf(events, isLive ? Date.now() - (Date.parse(first.time) - first.at) : undefined);
}

/** Each format loads only its own modules. */
async function formatted(
  {run, timeline}: ShownRun,
  other: ShownRun | undefined,
  {all = false, format}: TimelineFlags,
  cli: CliContext,
): Promise<string> {
  const comparison = other && compareTimelines(other.timeline, timeline);
  switch (format) {
    case 'json': {
      const {timelineJson} = await import('../../views/timeline/json.ts');
      const compared = other && comparison && {run: other.timeline.run, comparison};
      return `${jsonText(timelineJson(timeline, run.state, compared), 2)}\n`;
    }
    case 'trace': {
      const {traceOf} = await import('../../views/timeline/trace.ts');
      return `${jsonText(traceOf(timeline))}\n`;
    }
    case 'html':
      return (await import('../../views/timeline/html.ts')).timelineHtml(timeline, run.state);
    case 'svg':
      return (await import('../../views/timeline/svg.ts')).timelineSvg(timeline, run.state);
    case 'text': {
      const {stdout, env} = cli;
      const style = {
        color: wantsColor(cli, stdout),
        width: stdout.columns ?? Infinity,
        // The Linux console supports few characters beyond ASCII.
        unicode: env.TERM !== 'linux',
      };
      if (other && comparison) {
        const {comparisonText} = await import('../../views/timeline/comparison-text.ts');
        return await comparisonText({now: timeline, before: other.timeline, comparison}, {...style, all});
      }
      const {timelineText} = await import('../../views/timeline/text.ts');
      return await timelineText(timeline, {...style, all, state: run.state});
    }
  }
}
