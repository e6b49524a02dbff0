import {hostname} from 'node:os';
import manifest from '../../../../package.json' with {type: 'json'};
import type {RunOptions} from '../../../runner/run-options.ts';
import {wantsTraces} from '../../../telemetry/wants-traces.ts';
import type {RunEvent} from '../../../vocabulary/event.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {CliContext} from '../../context.ts';

/** The trace of a run, if the environment asks for one. */
export interface TracedRun {
  /** Called with each event after it was shown. */
  onEvent(event: RunEvent): void;
  readonly variablesFor?: RunOptions['variablesFor'];
  /** Starts to send the remaining spans. Called after the last event, whose output may still be pending. */
  finish(force: AbortSignal): void;
  /** Waits until the spans are sent, and prints warnings. Called after the last output. */
  close(force: AbortSignal): Promise<void>;
}

const NO_TRACE: TracedRun = {
  onEvent: () => undefined,
  finish: () => undefined,
  close: async () => undefined,
};

/**
 * Opens the trace of a run. Loads the required modules on demand.
 *
 * @param show shows a warning. Warnings about variables are shown once the run has started; after its end, warnings go to stderr
 */
export async function traceRun(
  {env, stderr}: CliContext,
  show: (event: RunEvent) => void,
): Promise<TracedRun> {
  if (!wantsTraces(env)) return NO_TRACE;
  const {openRunTrace} = await import('../../../telemetry/run-trace.ts');
  const {headline} = await import('../../text/failure-text.ts');
  const early: string[] = [];
  let at: number | undefined;
  const late: string[] = [];
  let isOver = false;
  let finished: Promise<void> | undefined;
  const trace = await openRunTrace({
    ...{env, host: hostname(), pid: process.pid, version: manifest.version, textOf: headline},
    warn(warning) {
      if (isOver) late.push(warning);
      else if (at === undefined) early.push(warning);
      else show({at, type: 'run-warned', warning});
    },
  });
  const finish = async (force: AbortSignal): Promise<void> => {
    isOver = true;
    await (finished ??= trace?.close(force));
  };
  return {
    ...(trace && {variablesFor: trace.variablesFor}),
    onEvent(event) {
      at = event.at;
      isOver = event.type === 'run-ended';
      for (const warning of early.splice(0)) show({at, type: 'run-warned', warning});
      trace?.onEvent(event);
    },
    finish: force => void finish(force),
    async close(force) {
      await finish(force);
      for (const warning of late) stderr.write(`warning: ${printable(warning)}\n`);
    },
  };
}
