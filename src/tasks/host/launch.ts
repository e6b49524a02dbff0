import {resolve} from 'node:path';
import type {EarlyRequest} from '../../processes/early-launches.ts';
import type {HostProcess} from '../../processes/host-process.ts';
import type {LaunchRequest} from '../../processes/launch-request.ts';
import {LaunchError} from '../../processes/launch-error.ts';
import type {Endpoint} from '../../probes/subject.ts';
import type {ResolvedCommand} from '../../values/value-source.ts';
import {TaskError, type Exit} from '../../vocabulary/failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import type {UpContext} from '../task-context.ts';
import {nextTurn} from '../../processes/next-turn.ts';
import {usesOwnStreams} from '../../processes/standard-streams.ts';

/** A host command of a task (`run`, `serve`). */
export interface HostCommand {
  readonly command: ResolvedCommand;
  readonly shell: string;
  /** An absolute path. */
  readonly cwd: string;
  readonly streams: LaunchRequest['streams'];
  /** Default: `empty`. */
  readonly stdin?: LaunchRequest['stdin'];
  readonly notify?: boolean;
  /** Variables in addition to the context's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cgroupPrefix?: LaunchRequest['cgroupPrefix'];
}

/** Inputs of a launch. */
export type LaunchContext = Pick<UpContext, 'task' | 'env' | 'services'> & {
  readonly output: Pick<UpContext['output'], 'write' | 'end'>;
};

/**
 * How long a connection to a host process must stay open. If a local proxy accepts a connection only to close it, it does so within
 * this time (measured: under 1 ms). A proxy to another machine may take longer, and needs an `http` or `log` probe.
 */
const HOLD_MS = 3;

/**
 * Launches a task's command, which waits at its gate. Its output is added to the task's output.
 * @param signal see LaunchRequest
 * @throws TaskError `cannot-start`, or the reason of the signal
 */
export async function launchHost(
  host: HostCommand,
  context: LaunchContext,
  signal?: AbortSignal,
): Promise<HostProcess> {
  const {command, shell} = host;
  try {
    const request = requestOf(host, context.env);
    const {output, services} = context;
    // Not in the closure below, which lives as long as the command, since the request includes the environment.
    const isInterruptible = usesOwnStreams(request);
    const process = await services.launchProcess({
      ...request,
      onOutput: (stream, chunk) => output.write(stream, chunk),
      ...(signal && {signal}),
    });
    const endWithOutput = async (): Promise<Exit> => {
      const exit = await process.ended;
      await output.end();
      if (isInterruptible) await pendingSignals();
      return exit;
    };
    return {...process, ended: endWithOutput()};
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    throw new TaskError(
      startFailure(context.task, command.form === 'shell' ? shell : (command.argv[0] ?? ''), error.message),
    );
  }
}

function requestOf(
  {command, shell, cwd, streams, stdin = 'empty', notify = false, env: own, cgroupPrefix}: HostCommand,
  env: LaunchContext['env'],
): EarlyRequest {
  const isScript = command.form === 'shell';
  return {
    program: isScript ? {shell, script: command.script} : {argv: command.argv},
    env: {...env, ...own, ...(isScript && command.values)},
    ...{cwd, streams, stdin, notify, cgroupPrefix},
  };
}

/**
 * The request to start a command up to its gate in advance; `undefined` if the command could notice that, or uses bottle's own
 * streams.
 */
export function earlyRequest(host: HostCommand, env: LaunchContext['env']): EarlyRequest | undefined {
  const request = requestOf(host, env);
  return usesOwnStreams(request) || noticesGate(request) ? undefined : request;
}

/**
 * Whether a command could notice that it waited at its gate. Shells other than `sh` read files such as `$BASH_ENV` when they start,
 * and the system's loader reads libraries, which needed tasks may still create. `$SECONDS` of some shells counts from their start.
 */
function noticesGate({program, env}: EarlyRequest): boolean {
  if (Object.keys(env).some(name => /^(?:LD|DYLD)_/.test(name))) return true;
  return 'script' in program && (program.shell !== 'sh' || program.script.includes('SECONDS'));
}

/**
 * Settles when this process has handled all signals received so far, so that a Ctrl-C that ended a command is handled before the
 * command's end. Node reads signals in the poll phase, which runs between two turns.
 */
async function pendingSignals(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

/** Warns about variables that the command's shell drops and does not pass to programs. */
export function warnOfDropped({droppedNames}: HostProcess, {warn}: UpContext): void {
  if (droppedNames.length === 0) return;
  const names = droppedNames.map(name => `\`${name}\``).join(', ');
  warn(
    `its shell drops variables with names that it does not support: ${names}; use \`shell: bash\`, or write the command as a list, on a machine with bash or Perl`,
  );
}

/** Resolves a task's `cwd` relative to the launch file's folder. */
export function folderOf(cwd: string, context: Pick<UpContext, 'file'>): string {
  return resolve(context.file.dir, cwd);
}

/** The endpoint of a host process's port. The host is `localhost`, so that a server that listens only on `::1` is found too. */
export function hostEndpoint(port: number): Endpoint {
  return {host: 'localhost', port, holdMs: HOLD_MS};
}
