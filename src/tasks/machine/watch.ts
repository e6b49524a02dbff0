import {join} from 'node:path';
import {followFile} from '../../processes/follow-file.ts';
import {identify, isSame} from '../../processes/process-identity.ts';
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

/** The logs of a machine that are being followed. */
export interface MachineLogs {
  /** Settles when all of their current contents have been reported. */
  readOn(): Promise<void>;
}

/**
 * Follows a machine's logs from their beginning into the task's output, until the run is over. Its console is reported as
 * `console`: kept for troubleshooting. The output of its command is the task's own output; newer versions keep it
 * in the file that `smolvm machine logs --follow` reads, which would be one more process to lose. Settles when what is there now has
 * been reported.
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

/** How soon the end of a machine is noticed. There is no notification, because its process is not a child of bottle. */
const WATCH_MS = 250;

/** Settles when the process of a machine has ended; `pid` is `null` if it has none. */
export async function endOfMachine(
  {pid, logs}: {readonly pid: number | null; readonly logs: MachineLogs | undefined},
  {output, services}: UpContext,
): Promise<Exit> {
  const {clock, smolvm} = services;
  const identity = pid === null ? undefined : await identify(pid);
  while (identity && !smolvm.over.aborted && (await isSame(identity)))
    await clock.sleep(WATCH_MS, smolvm.over);
  await logs?.readOn();
  await output.end();
  return {because: 'the process of the machine is gone'};
}
