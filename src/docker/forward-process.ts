import {RefusedForward} from './refused-forward.ts';
import {forwardArguments, refusedForward, type Forward} from './ssh-forward.ts';
import {LOGGED_IN, sshReason, type SshAddress} from './ssh-command.ts';
import {lineSplitter} from '../output/line-splitter.ts';
import type {HostProcess} from '../processes/host-process.ts';
import {LaunchError} from '../processes/launch-error.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {sendSignal} from '../processes/send-signal.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {ProcessRecord} from '../vocabulary/journal-record.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {orAbandon, recordOf, targetOf} from '../processes/process-record.ts';

/** The time that ssh gets to exit after SIGTERM, in milliseconds; it needs only a few. */
const GRACE_MS = 1_000;

/** An `ssh` process that forwards ports. */
export interface ForwardProcess {
  /**
   * Resolves to its last message once it has exited and is no longer in the journal. If the task is being stopped, it
   * remains in the journal.
   */
  readonly ended: Promise<string>;
}

/**
 * Starts an `ssh` process that forwards ports, and waits until it listens on them. The process is recorded in the
 * journal before it begins.
 * @throws RefusedForward; TaskError `docker`; the abort reason of `signal`
 */
export async function startForwarding(
  ssh: SshAddress,
  forwards: readonly Forward[],
  {context, signal}: {readonly context: PlaceContext; readonly signal: AbortSignal},
): Promise<ForwardProcess> {
  const messages = messagesOf(forwards);
  const process = await launch(forwardArguments(ssh, forwards), messages.push, context);
  const record = recordOf(process, GRACE_MS);
  await orAbandon(process, context.record(record));
  const ended = process.ended.then(async () => {
    await forget(record, context);
    return sshReason(messages.last());
  });
  // A teardown finds it in the journal, unless the teardown began while the record was being written.
  if (context.isBeingStopped()) process.abandon();
  else process.begin();
  const early = ended.then(why => {
    throw forwardingFailure(why, context);
  });
  early.catch(() => undefined);
  try {
    await raceAbort(Promise.race([messages.listening, early]), signal);
  } catch (error) {
    if (error instanceof RefusedForward) {
      sendSignal(targetOf(record), 'SIGTERM');
      await ended;
    }
    throw error;
  }
  return {ended};
}

async function launch(
  args: readonly string[],
  onOutput: (chunk: Uint8Array) => void,
  context: PlaceContext,
): Promise<HostProcess> {
  const {env, run, services} = context;
  try {
    return await services.launchProcess({
      ...{program: {argv: ['ssh', ...args]}, env, cwd: run.dir, notify: false},
      ...{streams: 'merged', stdin: 'empty'},
      onOutput(_stream, chunk) {
        onOutput(chunk);
        return undefined;
      },
    });
  } catch (error) {
    throw error instanceof LaunchError ? forwardingFailure(error.message, context) : error;
  }
}

/** Parses the messages of an `ssh` process, which show when it listens. */
function messagesOf(forwards: readonly Forward[]) {
  const lines = lineSplitter();
  let listens = (): void => undefined;
  let refuse: (error: RefusedForward) => void = () => undefined;
  let last = '';
  const listening = new Promise<void>((resolve, reject) => {
    listens = resolve;
    refuse = reject;
  });
  listening.catch(() => undefined);
  return {
    listening,
    last: () => last,
    push(chunk: Uint8Array) {
      for (const line of lines.push(chunk)) {
        const refused = refusedForward(line, forwards);
        if (refused) refuse(new RefusedForward(refused));
        if (line === LOGGED_IN) listens();
        else if (line.trim() !== '') last = line;
      }
    },
  };
}

/** Removes the record. If that fails, the teardown looks for the process once more, which does no harm. */
async function forget(record: ProcessRecord, context: PlaceContext): Promise<void> {
  if (!context.isBeingStopped()) await context.forget(record).catch(() => undefined);
}

function forwardingFailure(why: string, {task}: PlaceContext): TaskError {
  return new TaskError(
    toolFailure('docker', {task, doing: 'forward its ports from the machine of its engine', why}),
  );
}
