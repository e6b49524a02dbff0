import {readStatus} from '../../../history/read-events.ts';
import {emptyStatus, fold, type RunStatus} from '../../../history/run-status.ts';
import {knownRuns, type KnownRun} from '../../../runs/known-run.ts';
import {runThatIsUp} from '../../../runs/run-names.ts';
import {urlsOf} from '../../../runs/task-urls.ts';
import type {CopyReport} from '../../../schema/copy-report.ts';
import {exhaustedBy} from '../../../vocabulary/exhausted.ts';
import {internalFailure} from '../../../vocabulary/make-failure.ts';
import type {CliContext} from '../../context.ts';
import {failureCode} from '../../exit-code.ts';
import type {Signals} from '../../signals.ts';
import {failureText} from '../../text/failure-text.ts';
import type {DetachRequest} from '../detach-request.ts';
import {detachRun} from '../detach-run.ts';
import type {DetachedProcess} from '../start-detached.ts';
import type {StartFront} from '../start-front.ts';

/** One of several runs of a launch, once it is ready or will never be. */
export interface Copy {
  /** Starts at 1. */
  readonly number: number;
  readonly name: string;
  /** The id of the run; `undefined` if there is no run. */
  readonly run: string | undefined;
  readonly outcome: CopyReport['outcome'];
  readonly code: number;
  readonly tookMs: number;
  readonly urls: readonly string[];
  /** Failures and warnings. */
  readonly printed: string;
  /** The process of the run if this call has started it. */
  readonly process?: Pick<DetachedProcess, 'ended'>;
}

/** Inputs of a copy. */
export interface CopyRequest extends DetachRequest {
  readonly number: number;
  readonly name: string;
  /** All runs before the first copy was started. */
  readonly known: readonly KnownRun[];
  readonly signals: Signals;
}

/** Starts a copy, or uses the live run with its name, and waits until the run is ready. */
export async function startCopy(request: CopyRequest, {env}: Pick<CliContext, 'env'>): Promise<Copy> {
  const {number, name, known, signals} = request;
  const startedAt = performance.now();
  const shown = copyFront(env, signals);
  const {code, up} = await detachRun(asCopy(request), shown.front, known);
  const status = shown.status().started ? shown.status() : await statusOnDisk(request);
  const isReady = code === 0 && up !== undefined;
  const withoutRun = code === 0 ? 'ended' : signals.first.aborted ? 'stopped' : 'failed';
  return {
    ...{number, name, code, run: status.started?.run},
    outcome: isReady ? (up.isNew ? 'ready' : 'up') : withoutRun,
    tookMs: performance.now() - startedAt,
    urls: isReady ? status.tasks.flatMap(urlsOf) : [],
    printed: shown.printed(),
    ...(up?.process && {process: up.process}),
  };
}

/** A copy whose process could not be started. */
export function unstartedCopy({number, name}: Pick<Copy, 'number' | 'name'>, error: unknown): Copy {
  const failure = exhaustedBy(error) ?? internalFailure(error);
  return {
    ...{number, name, run: undefined, outcome: 'failed', code: failureCode(failure), tookMs: 0, urls: []},
    printed: `${failureText(failure)}\n`,
  };
}

/** Appends the options of a copy. The last value of an option takes effect. */
function asCopy({name, number, flags, command, ...request}: CopyRequest): DetachRequest {
  return {
    ...request,
    flags: {...flags, name, copy: number},
    command: [...command, '--name', name, '--copy', String(number)],
  };
}

interface CopyFront {
  readonly front: StartFront;
  status(): RunStatus;
  printed(): string;
}

/** Collects everything that would be printed for a single run, since each copy has only one line. */
function copyFront(env: CliContext['env'], signals: Signals): CopyFront {
  let status = emptyStatus;
  let printed = '';
  const view = {
    onEvent: (event: Parameters<typeof fold>[1]) => void (status = fold(status, event)),
    backpressure: () => undefined,
    freeTerminal: async () => undefined,
    takeTerminal: () => undefined,
    close: async () => undefined,
  };
  return {
    front: {
      env,
      stderr: {write: text => (printed += text)},
      open: async () => await Promise.resolve({view, signals, close: () => undefined}),
    },
    status: () => status,
    printed: () => printed,
  };
}

/** The state of a run that was already up. */
async function statusOnDisk({name, chosen: {launch}, observer}: CopyRequest): Promise<RunStatus> {
  const wanted = {asked: name, launch: launch.name, onlyOf: launch.path};
  const run = runThatIsUp(wanted, await knownRuns(observer));
  return (run && (await readStatus(run.dir))) ?? emptyStatus;
}
