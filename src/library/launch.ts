import {readText} from '../state/read-text.ts';
import {load} from '../config/load.ts';
import {select} from '../plan/select.ts';
import {type SelectionRequest} from '../plan/selection.ts';
import {run} from '../runner/run.ts';
import {type RunResult} from '../runner/run-options.ts';
import {type RunOptions} from '../runner/run-options.ts';
import {stateDirectory} from '../state/state-directory.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {invalidFile, LaunchError} from './launch-error.ts';
import {loaderOptions, readLaunchFile, type LoadFileOptions} from './load-file.ts';

/** The selection and options of a launch. All are optional. */
export interface LaunchOptions
  extends LoadFileOptions, Omit<SelectionRequest, 'until'>, Partial<RunSettings> {
  /** The environment of `${{ env.NAME }}` and of host commands. Default: `process.env`. */
  readonly env?: RunOptions['env'];
  /** The state directory. Default: `$BOTTLE_STATE_DIR`, otherwise that of the `bottle` command. */
  readonly stateDir?: string;
  /** Aborts the start, or ends the launch if it is up. Default: never. */
  readonly signal?: AbortSignal;
}

type RunSettings = Omit<
  RunOptions,
  | 'launch'
  | 'selection'
  | 'env'
  | 'stateDir'
  | 'signal'
  | 'kinds'
  | 'hold'
  | 'onOutputs'
  | 'detached'
  | 'isOnlyOne'
  | 'prepared'
>;

/** A launch that is up. `await using` stops it at the end of the block. */
export interface Launched extends AsyncDisposable {
  /**
   * The outputs of each task that is up or done, named as in references: `launched.outputs.web.pid`, and
   * `launched.outputs.web['log.port']` for `${{ tasks.web.log.port }}`. A restart replaces them. Secrets are not masked.
   */
  readonly outputs: Readonly<Record<string, Outputs>>;
  /** Settles when the launch has ended, for whatever reason, and everything is stopped. */
  readonly ended: Promise<RunResult>;
  /**
   * Stops everything in reverse dependency order. Call it even if the launch has ended on its own.
   * @throws LaunchError if a task failed while it was up, or something could not be removed
   */
  stop(): Promise<void>;
}

type Outputs = Readonly<Record<string, string>>;

/**
 * Starts the tasks of a launch file, or the named tasks and their dependencies, and keeps them up until `stop()`, even if none of them
 * is a service. `until` of the file is ignored. Resolves when all tasks are ready; rejects after everything has been stopped.
 *
 * @throws LaunchError for an invalid file or call, and for tasks that failed
 * @throws the reason of `signal` if that fired before all tasks were ready
 */
export async function launch(file: string | URL, options: LaunchOptions = {}): Promise<Launched> {
  const {env = process.env, signal, onEvent, ...settings} = options;
  const outputs = new Map<string, Outputs>();
  const stopping = new AbortController();
  const selected = await selectFrom(file, {...options, env});
  const stateDir = options.stateDir ?? stateDirectoryFrom(env);
  let becomesReady = (): void => undefined;
  const ready = new Promise<void>(resolve => (becomesReady = resolve));
  const ended = run({
    ...{...settings, ...selected, env, hold: true},
    stateDir,
    signal: AbortSignal.any([stopping.signal, ...(signal ? [signal] : [])]),
    onOutputs: (task, its) => void outputs.set(task, its),
    onEvent(event) {
      onEvent?.(event);
      if (event.type === 'run-ready') becomesReady();
    },
  });
  // Callers of `stop`, and callers that await `ended`, handle the rejection.
  ended.catch(() => undefined);

  const stop = async (): Promise<void> => {
    stopping.abort('stop');
    await successOf(ended);
  };
  await Promise.race([ready, successOf(ended).then(() => signal?.throwIfAborted())]);
  return {
    get outputs() {
      return Object.fromEntries(outputs);
    },
    ended,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function selectFrom(
  file: string | URL,
  options: LoadFileOptions & SelectionRequest,
): Promise<Pick<RunOptions, 'launch' | 'selection'>> {
  const read = await readLaunchFile(file);
  if ('problem' in read) throw await invalidFile([read.problem], '');
  const {path, text} = read;
  const loaded = load(path, text, {...loaderOptions(options), readText});
  if ('diagnostics' in loaded) throw await invalidFile(loaded.diagnostics, text);
  const selected = select(loaded.launch, options);
  if ('diagnostics' in selected) throw await invalidFile(selected.diagnostics, text);
  // Ignores `until` of the file, since the caller ends the launch.
  return {launch: loaded.launch, selection: {...selected.selection, until: undefined}};
}

/** @throws LaunchError without a home directory */
function stateDirectoryFrom(env: LoadFileOptions['env'] = {}): string {
  try {
    return stateDirectory(env);
  } catch (error) {
    throw new LaunchError(asResult(error));
  }
}

/** @throws LaunchError if the run did not end well */
async function successOf(ended: Promise<RunResult>): Promise<void> {
  const {failures, leftovers} = await ended.catch(asResult);
  if (failures.length + leftovers.length > 0) throw new LaunchError({failures, leftovers});
}

/** The result of a run that failed before anything was started, for example because a secret could not be read. */
function asResult(error: unknown): Pick<RunResult, 'failures' | 'leftovers'> {
  if (!(error instanceof TaskError)) throw error;
  return {failures: [error.failure], leftovers: []};
}
