import {join} from 'node:path';
import {followFile} from '../../processes/follow-file.ts';
import {identify, mayBeAlive} from '../../processes/process-identity.ts';
import {dataFolderCall} from '../../smolvm/command-arguments.ts';
import type {SmolvmVersion} from '../../smolvm/version.ts';
import type {Exit} from '../../vocabulary/failure.ts';
import type {UpContext} from '../task-context.ts';

/** The folder with a machine's logs; `undefined` if smolvm does not print it. */
export async function logFolderOf(
  name: string,
  version: SmolvmVersion,
  {services, signal}: UpContext,
): Promise<string | undefined> {
  const end = await services.smolvm.call(dataFolderCall(name, version), {signal});
  const folder = end?.stdout.trim();
  return end?.code === 0 && folder ? folder : undefined;
}

/** The followed logs of a machine. */
export interface MachineLogs {
  /** Settles when the current contents of all logs have been reported. */
  readOn(): Promise<void>;
}

/**
 * Follows a machine's logs from their start until the run is over, and adds them to the task's output. The console becomes the stream
 * `console`, for troubleshooting. The output of the command becomes the task's stdout. Newer versions of smolvm store it in a file,
 * which is read directly because `smolvm machine logs --follow` would be another process to keep track of. Settles when the current
 * contents have been reported.
 */
export async function followLogs(folder: string, {output, services}: UpContext): Promise<MachineLogs> {
  const files = await Promise.all(
    (['console', 'stdout'] as const).map(
      async stream =>
        await followFile(
          join(folder, LOG_FILES[stream]),
          chunk => output.write(stream, chunk),
          services.smolvm.over,
        ),
    ),
  );
  return {
    async readOn() {
      await Promise.all(files.map(async file => await file.readOn()));
    },
  };
}

const LOG_FILES = {console: 'agent-console.log', stdout: 'workload.log'};

/** The interval between checks for the end of a machine. There is no notification, because its process is not a child of bottle. */
const WATCH_MS = 250;

/** Settles when the process of a machine has ended; `pid` is `null` if it has none. */
export async function endOfMachine(
  {pid, logs}: {readonly pid: number | null; readonly logs: MachineLogs | undefined},
  {output, services}: UpContext,
): Promise<Exit> {
  const {clock, smolvm} = services;
  const identity = pid === null ? undefined : await identify(pid);
  while (identity && !smolvm.over.aborted && (await mayBeAlive(identity)))
    await clock.sleep(WATCH_MS, smolvm.over);
  await logs?.readOn();
  await output.end();
  return {because: 'the process of the machine is gone'};
}
