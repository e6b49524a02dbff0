import type {LaunchFile} from '../../model/launch-file.ts';
import {problem} from '../../plan/call-problem.ts';
import {withForeground} from '../../plan/foreground.ts';
import {select} from '../../plan/select.ts';
import type {Selection} from '../../plan/selection.ts';
import {isWatching, type WatchMode} from '../../plan/watched.ts';
import {kinds} from '../../tasks/registry.ts';
import type {FileFlags} from './file-flags.ts';
import {filesAndTasks} from './launch-path.ts';
import {loadWithPlaces, noText, printDiagnostics} from './load-command-file.ts';
import type {CliContext} from '../context.ts';
import {checkCopies} from '../../lint/copies/check-copies.ts';
import {isSilent} from '../../lint/silent-services.ts';
import {warningDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {listed} from '../../vocabulary/listed.ts';

/** The flags that select parts of a file, as parsed by commander. */
export interface ChoosingFlags extends FileFlags {
  readonly tag?: readonly string[];
  readonly until?: string;
  readonly exitCodeFrom?: string;
  readonly only?: string;
  readonly given?: readonly string[];
  /** `--watch` or `--no-watch`; absent without either. */
  readonly watch?: boolean;
  /** The number of concurrent runs of the tasks. Default: 1. */
  readonly copies?: number;
}

/** The tasks of a call. */
export interface Chosen {
  readonly launch: LaunchFile;
  readonly selection: Selection;
  readonly watch: WatchMode;
}

/**
 * Loads the file of a call and selects its tasks; returns `undefined` after printing errors.
 *
 * @param args the file, if given, and tasks
 */
export async function chooseTasks(
  args: readonly string[],
  flags: ChoosingFlags & {readonly command: readonly string[] | undefined},
  cli: CliContext,
): Promise<Chosen | undefined> {
  const {tasks, file, overrides} = filesAndTasks(args, flags.file, cli.cwd);
  const {var: vars = {}, profile: profiles = [], place} = flags;
  const loaded = await loadWithPlaces({file, overrides, profiles, vars, place}, cli);
  if (!loaded) return undefined;
  const {launch, textOf} = loaded;
  const {tag: tags = [], until, exitCodeFrom, only, given = [], copies = 1, command} = flags;
  const request = {
    tasks,
    tags,
    given,
    ...(until !== undefined && {until}),
    ...(exitCodeFrom !== undefined && {exitCodeFrom}),
    ...(only !== undefined && {only}),
  };
  const result = select(launch, request);
  const whole =
    command && 'selection' in result ? withForeground(result.selection, command, launch, kinds.run) : result;
  const mistakes = 'selection' in whole ? watchMistakes(flags, whole.selection) : whole.diagnostics;
  if ('selection' in whole && mistakes.length === 0) {
    const {tasks: selected} = whole.selection;
    const clashes = checkCopies({...loaded, tasks: selected.values(), env: cli.env, copies});
    if (clashes.length > 0) {
      await printDiagnostics(clashes, textOf, cli);
      return undefined;
    }
    if (command) await printDiagnostics(foregroundWarnings(whole.selection), noText, cli);
    return {launch, selection: whole.selection, watch: watchMode(flags)};
  }
  await printDiagnostics(mistakes, noText, cli);
  return undefined;
}

function watchMode({watch}: ChoosingFlags): WatchMode {
  if (watch === undefined) return 'declared';
  return watch ? 'all' : 'none';
}

function watchMistakes({watch}: ChoosingFlags, {tasks}: Selection): readonly Diagnostic[] {
  return watch === true && !isWatching(tasks, 'all')
    ? [problem('`--watch` has no files to watch: none of these tasks has `sources` or `watch`')]
    : [];
}

/** Warns about services without a readiness probe, since the command after `--` cannot wait for them. */
function foregroundWarnings({tasks}: Pick<Selection, 'tasks'>): readonly Diagnostic[] {
  const silent = [...tasks.values()].filter(isSilent).map(({name}) => name);
  if (silent.length === 0) return [];
  const have = silent.length === 1 ? 'has' : 'have';
  const message = `${listed(silent, 'and')} ${have} no readiness probe, so the command may start too early; add \`ready\` with a probe such as \`port\` or \`log\``;
  return [warningDiagnostic({message})];
}
