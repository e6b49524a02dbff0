import {plan} from '../../../plan/plan.ts';
import {stateDirectoryIfAny} from '../../../state/state-directory.ts';
import {readTimes} from '../../../state/times.ts';
import type {Plan} from '../../../schema/plan.ts';
import {chooseTasks, type ChoosingFlags} from '../choose-tasks.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import type {planFormats} from '../../views/plan/formats.ts';
import {filesAndTasks} from '../launch-path.ts';
import {wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {jsonText} from '../../text/json-text.ts';
import {print} from '../../print.ts';

/** The flags of `bottle plan`, as parsed by commander. */
export interface PlanFlags extends ChoosingFlags {
  readonly jobs?: number;
  readonly keepGoing?: boolean;
  /** In milliseconds. */
  readonly stopTimeout?: number;
  /** Whether to show long plans in full. */
  readonly all?: boolean;
  readonly format: PlanFormat;
}

export type PlanFormat = (typeof planFormats)[number];

type Flags = PlanFlags & {readonly command: readonly string[] | undefined};

/** `bottle plan`: prints what a run would do, without running anything. Returns the exit code. */
export async function planCommand(args: readonly string[], flags: Flags, cli: CliContext): Promise<number> {
  const chosen = await chooseTasks(args, flags, cli);
  if (!chosen) return EXIT_INVALID;
  const {jobs, keepGoing = false, stopTimeout} = flags;
  const stateDir = stateDirectoryIfAny(cli.env);
  const times = stateDir === undefined ? {} : await readTimes(stateDir, chosen.launch.path);
  const made = plan({
    ...{...chosen, times, env: cli.env, keepGoing},
    ...(jobs !== undefined && {jobs}),
    ...(stopTimeout !== undefined && {stopTimeoutMs: stopTimeout}),
  });
  await print(await formatted(made, args, flags, cli), cli.stdout);
  return 0;
}

/** Each format loads only its own modules. */
async function formatted(
  made: Plan,
  args: readonly string[],
  flags: Flags,
  cli: CliContext,
): Promise<string> {
  switch (flags.format) {
    case 'json':
      return `${jsonText(made, 2)}\n`;
    case 'mermaid':
      return (await import('../../../plan/mermaid.ts')).mermaidOf(made);
    case 'dot':
      return (await import('../../../plan/dot.ts')).dotOf(made);
    case 'svg':
      return (await import('../../views/plan/graph/svg.ts')).planSvg(made);
    case 'html':
      return (await import('../../views/plan/graph/html.ts')).planHtml(made);
    case 'text': {
      const {planText} = await import('../../views/plan/text.ts');
      const {stdout, cwd} = cli;
      return await planText(made, {
        ...{cwd, color: wantsColor(cli, stdout), width: stdout.columns ?? Infinity},
        whole: flags.all ? 'all' : filesAndTasks(args, flags.file, cwd).tasks,
      });
    }
  }
}
