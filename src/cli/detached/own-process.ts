import {runDirectory} from '../../state/state-directory.ts';
import type {RunEvent} from '../../vocabulary/event.ts';
import {prepareRun} from '../commands/run/prepare-run.ts';
import type {RunCall} from '../commands/run/flags.ts';
import {performRun, type RunFront} from '../commands/run/perform-run.ts';
import {reportFailures, reportResult} from '../commands/run/report.ts';
import type {CliContext} from '../context.ts';
import {EXIT_INVALID} from '../exit-code.ts';
import {detachPoint} from './detach-point.ts';
import {openMessageWriter} from './message-writer.ts';
import {preload} from './preload.ts';
import {openProcessLog} from './process-log.ts';

/**
 * The process of a detached run: executes the run and sends events to the call that started it. Errors in the file are printed to `log`,
 * which that call reads.
 */
export async function detachedProcess(
  args: readonly string[],
  {log, ...flags}: RunCall & {readonly log: string},
  cli: CliContext,
): Promise<number> {
  const call = await prepareRun(args, flags, cli);
  if (!call) return EXIT_INVALID;
  const {chosen, limits, stateDir} = call;
  const messages = openMessageWriter();
  const processLog = openProcessLog(log);
  const isAtPoint = detachPoint(chosen.selection);
  // The run reports readiness only once the whole package is loaded.
  const prepared = preload();
  let isReady = false;
  let name = '';
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'run-started') {
      processLog.moveTo(runDirectory(stateDir, event.run));
      name = event.runName;
    }
    messages.send({type: 'event', event});
    if (isReady || !isAtPoint(event)) return;
    isReady = true;
    void prepared.then(() => messages.send({type: 'ready', name}));
  };
  const front: RunFront = {
    view: {
      onEvent,
      backpressure: () => undefined,
      freeTerminal: async () => undefined,
      takeTerminal: () => undefined,
      close: async () => undefined,
    },
    outputs: [],
    async report(result, bugs, code) {
      // Also printed to the log, since the call may be gone.
      reportResult(result, cli);
      reportFailures(bugs, cli);
      messages.send({type: 'ended', code, result, bugs});
      await messages.close();
    },
    async refuse(failure, code) {
      messages.send({type: 'failed', code, failure});
      await messages.close();
    },
  };
  try {
    return await performRun(
      {...chosen, stateDir, limits, detached: true, prepared, isOnlyOne: !flags.new},
      flags,
      front,
      cli,
    );
  } finally {
    processLog.close();
  }
}
