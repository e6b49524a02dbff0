import {resolve} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import type {HostProcess} from '../../processes/host-process.ts';
import type {LaunchRequest} from '../../processes/launch-request.ts';
import {LaunchError} from '../../processes/launch-error.ts';
import type {Endpoint} from '../../probes/subject.ts';
import type {ResolvedCommand} from '../../values/value-source.ts';
import {TaskError, type Exit} from '../../vocabulary/failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import type {UpContext} from '../task-context.ts';

/** Shared by tasks of host commands (`run`, `serve`): launching, recording and ending their process. */
export interface HostCommand {
  readonly command: ResolvedCommand;
  readonly shell: string;
  /** Absolute. */
  readonly cwd: string;
  readonly streams: LaunchRequest['streams'];
  /** Default: `empty`. */
  readonly stdin?: LaunchRequest['stdin'];
  readonly notify?: boolean;
  /** On top of the context's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Inputs of a launch. */
export type LaunchContext = Pick<UpContext, 'task' | 'env' | 'services'> & {
  readonly output: Pick<UpContext['output'], 'write' | 'end'>;
};

/**
 * How long a connection to a host process must stay open. A proxy on this machine that accepts only to close does so
 * within this time (measured: under 1 ms); a forwarder to another machine may take longer, and needs an `http` or
 * `log` probe.
 */
const HOLD_MS = 3;

/**
 * Launches a task's command behind its gate; its output goes to the task's.
 * @throws TaskError `cannot-start`
 */
export async function launchHost(host: HostCommand, context: LaunchContext): Promise<HostProcess> {
  const {command, shell, cwd, streams, stdin = 'empty', notify = false} = host;
  const isScript = command.form === 'shell';
  const program = isScript ? {shell, script: command.script} : {argv: command.argv};
  const env = {...context.env, ...host.env, ...(isScript && command.values)};
  try {
    const request = {program, env, cwd, streams, stdin, notify};
    const {output, services} = context;
    const process = await services.launchProcess({
      ...request,
      onOutput: (stream, chunk) => output.write(stream, chunk),
    });
    const endWithOutput = async (): Promise<Exit> => {
      const exit = await process.ended;
      await output.end();
      if (sharesTerminal(request)) await pendingSignals();
      return exit;
    };
    return {...process, ended: endWithOutput()};
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    throw new TaskError(
      startFailure(context.task, isScript ? shell : (command.argv[0] ?? ''), error.message),
    );
  }
}

/** Whether keys such as Ctrl-C signal the command and bottle alike. */
function sharesTerminal({streams, stdin}: Pick<LaunchRequest, 'streams' | 'stdin'>): boolean {
  return streams === 'terminal' || stdin === 'inherit';
}

/**
 * Settles once this process has handled the signals that it has received: a Ctrl-C that ended a command is handled before its end. Node
 * reads signals in the poll phase, which lies between two of these.
 */
async function pendingSignals(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

/** Warns of variables that the command's own shell keeps from the programs it starts. */
export function warnOfDropped({droppedNames}: HostProcess, {warn}: UpContext): void {
  if (droppedNames.length === 0) return;
  const names = droppedNames.map(name => `\`${name}\``).join(', ');
  warn(
    `its shell drops variables with names that it does not support: ${names}; use \`shell: bash\`, or write the command as a list, on a machine with bash or Perl`,
  );
}

/** A task's `cwd`, from the launch file's folder. */
export function folderOf(cwd: string, context: UpContext): string {
  return resolve(context.file.dir, cwd);
}

/** A port of a host process: `localhost`, so that a server on `::1` alone is found too. */
export function hostEndpoint(port: number): Endpoint {
  return {host: 'localhost', port, holdMs: HOLD_MS};
}
