import {fileURLToPath} from 'node:url';
import {isSystemError} from '../../../processes/expected-error.ts';
import {stateDirectory} from '../../../state/state-directory.ts';
import type {UiServices} from '../../../ui/call.ts';
import {startUi, type UiServer} from '../../../ui/server.ts';
import {internalFailure} from '../../../vocabulary/make-failure.ts';
import type {CliContext} from '../../context.ts';
import {signalCode} from '../../exit-code.ts';
import {listenToSignals, type Signals} from '../../signals.ts';
import {print} from '../../print.ts';
import {failureText} from '../../text/failure-text.ts';
import {jsonText} from '../../text/json-text.ts';

/** The flags of `bottle ui`, as parsed by commander. */
export interface UiFlags {
  readonly port?: number;
  readonly open?: boolean;
  readonly format: 'text' | 'json';
}

/** `bottle ui`: the code of the signal that ended it; 1 if it cannot listen. */
export async function uiCommand(flags: UiFlags, cli: CliContext): Promise<number> {
  const {stdout, stderr} = cli;
  // Reports a missing home directory immediately. The state directory may not exist yet.
  stateDirectory(cli.env);
  const signals = listenToSignals([stdout, stderr]);
  try {
    const server = await startServer(flags, signals, cli);
    // Not awaited, since a paused terminal must not block the server.
    void print(flags.format === 'json' ? `${jsonText({url: server.url})}\n` : `${server.url}\n`, stdout);
    if (flags.open === true) await openBrowser(server, cli);
    await aborted(signals.first);
    await server.close();
    return signalCode(String(signals.first.reason));
  } catch (error) {
    if (!isSystemError(error) || error.syscall !== 'listen') throw error;
    stderr.write(`error: ${listenProblem(error, flags.port)}\n`);
    return 1;
  } finally {
    signals.close();
  }
}

async function startServer({port = 0}: UiFlags, signals: Signals, cli: CliContext): Promise<UiServer> {
  const onBug = (error: unknown): void => cli.stderr.write(`${failureText(internalFailure(error))}\n`);
  let services: Promise<UiServices> | undefined;
  return await startUi({
    ...{port, onBug},
    pageFolder: fileURLToPath(new URL('../ui', import.meta.url)),
    async services() {
      const {openServices} = await import('./services.ts');
      return await (services ??= openServices(cli, signals, onBug));
    },
  });
}

async function openBrowser(server: UiServer, cli: CliContext): Promise<void> {
  const {openPage} = await import('./browser.ts');
  const isOpen = await openPage(server, cli);
  if (!isOpen) cli.stderr.write('warning: no browser could be started; open the address above\n');
}

function listenProblem({code = ''}: NodeJS.ErrnoException, port = 0): string {
  if (code === 'EADDRINUSE') return `port ${port} is in use; omit \`--port\` to use a free one`;
  if (code === 'EACCES') return `port ${port} needs privileges; omit \`--port\` to use a free one`;
  return `cannot listen on port ${port} of 127.0.0.1 (${code})`;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
}
