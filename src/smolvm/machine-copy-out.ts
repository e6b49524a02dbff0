import {chmod, chown, mkdtemp, rename, rm} from 'node:fs/promises';
import {dirname, join, posix} from 'node:path';
import {pathInside, type CopyRequest} from '../channels/copy-request.ts';
import {hostProblem} from '../channels/host-problem.ts';
import {targetOnHost} from '../channels/target-on-host.ts';
import {unpack} from '../channels/unpack.ts';
import {ChannelError, type ExecChannel} from '../channels/channel.ts';
import {readFileFrom} from '../processes/guarded-streams.ts';
import {download, runTool, throughArchives} from './machine-transfer.ts';
import type {MachineTarget} from './machine-target.ts';
import {statInMachine, type FoundInside} from './stat-in-machine.ts';

/**
 * Copies a file or folder out of a machine as `target`; modes are kept, and so are numeric owners if bottle runs as
 * root.
 * @param request with an absolute `target`
 * @throws ChannelError
 */
export async function copyOutOfMachine(
  way: MachineTarget,
  channel: ExecChannel,
  request: CopyRequest,
): Promise<void> {
  const {target, signal} = request;
  const source = pathInside(request.source);
  try {
    const found = await statInMachine(channel, source, signal);
    if (!found) throw new ChannelError(`\`${source}\` does not exist in the machine`, 'request');
    const to = await targetOnHost(target, found.isFolder ? 'folder' : 'other');
    if (found.isFolder) await folderOut(way, channel, {source, target: to, signal});
    else await fileOut(way, {source, target: to, signal}, found);
  } catch (error) {
    throw hostProblem(error, target) ?? error;
  }
}

async function fileOut(
  way: MachineTarget,
  {source, target, signal}: CopyRequest,
  {mode, uid, gid}: FoundInside,
): Promise<void> {
  // Written to a temporary folder next to the target, so that an interrupted copy leaves no partial file.
  const folder = await mkdtemp(join(dirname(target), '.bottle-'));
  const part = join(folder, 'part');
  try {
    await download(way, {source, target: part, signal});
    await chmod(part, mode);
    if (process.getuid?.() === 0) await chown(part, uid, gid);
    await rename(part, target);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

async function folderOut(
  way: MachineTarget,
  channel: ExecChannel,
  {source, target, signal}: CopyRequest,
): Promise<void> {
  await throughArchives(way, channel, signal, async (here, inside) => {
    const name = posix.basename(source);
    await runTool(channel, ['tar', '-c', '-f', inside, '-C', posix.dirname(source), name], signal);
    await download(way, {source: inside, target: here, signal});
    await unpack(readFileFrom(here), {name, target, signal});
  });
}
