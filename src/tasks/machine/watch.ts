import {join} from 'node:path';
import {followFile} from '../../processes/follow-file.ts';
import {identify, isSame} from '../../processes/process-identity.ts';
import {dataFolderCall} from '../../smolvm/command-arguments.ts';
import type {SmolvmVersion} from '../../smolvm/version.ts';
import type {Exit} from '../../vocabulary/failure.ts';
import type {UpContext} from '../kind.ts';

/** The file that a machine's console is written to; `undefined` where smolvm does not say. */
export async function consoleOf(
  name: string,
  version: SmolvmVersion,
  {outside, signal}: UpContext,
): Promise<string | undefined> {
  const end = await outside.smolvm.call(dataFolderCall(name, version), {signal});
  const folder = end?.stdout.trim();
  return end?.code === 0 && folder ? join(folder, 'agent-console.log') : undefined;
}

/**
 * Follows a machine's console from its beginning into the task's output, until the run is over. It is told as `console`: kept for
 * the case that something goes wrong. Settles when what is there now has been told.
 */
export async function followConsole(path: string, {output, outside}: UpContext): Promise<void> {
  const onData = (chunk: Buffer) => output.write('console', chunk);
  await followFile(path, onData, outside.smolvm.over);
}

/** How soon the end of a machine is seen. Nothing tells of it, since its process is nobody's child. */
const WATCH_MS = 250;

/** Settles when the process of a machine has ended; `pid` is `null` where there is none. */
export async function endOfMachine(pid: number | null, {output, outside}: UpContext): Promise<Exit> {
  const {clock, smolvm} = outside;
  const identity = pid === null ? undefined : await identify(pid);
  while (identity && !smolvm.over.aborted && (await isSame(identity)))
    await clock.sleep(WATCH_MS, smolvm.over);
  await output.end();
  return {because: 'the process of the machine is gone'};
}
