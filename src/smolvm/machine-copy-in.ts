import {realpath, stat} from 'node:fs/promises';
import {posix} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {otherType, pathInside, type CopyRequest} from '../channels/copy-request.ts';
import {hostProblem} from '../channels/host-problem.ts';
import {pack} from '../channels/pack.ts';
import {ChannelError, type ExecChannel} from '../channels/channel.ts';
import {writeFileStream} from '../processes/guarded-streams.ts';
import {runTool, throughArchives, upload} from './machine-transfer.ts';
import type {MachineTarget} from './machine-target.ts';
import {statInMachine, type FoundInside} from './stat-in-machine.ts';
import {isAtLeast} from './version.ts';

/**
 * Copies a file or folder into a machine as `target`; mode and numeric owner are kept. smolvm copies only single files,
 * so a folder is sent as an archive, which requires `tar` in the machine.
 * @throws ChannelError
 */
export async function copyIntoMachine(
  way: MachineTarget,
  channel: ExecChannel,
  request: CopyRequest,
): Promise<void> {
  const {source, signal} = request;
  const target = pathInside(request.target);
  try {
    const from = await realpath(source);
    const found = await stat(from);
    const isFolder = found.isDirectory();
    const there = isFolder ? await statInMachine(channel, target, signal) : undefined;
    if (there && !there.isFolder) throw inTheWay(target, isFolder);
    if (isFolder) await folderIn(way, channel, {source: from, target, signal});
    else await fileOrProblem(way, channel, {source: from, target, signal}, found);
  } catch (error) {
    throw hostProblem(error, source) ?? error;
  }
}

function inTheWay(target: string, isFolder: boolean): ChannelError {
  return otherType(`\`${target}\` in the machine`, isFolder);
}

/** A file cannot replace a folder. To save a call, this is checked only if the copy fails. */
async function fileOrProblem(
  way: MachineTarget,
  channel: ExecChannel,
  request: CopyRequest,
  found: Pick<FoundInside, 'mode' | 'uid' | 'gid'>,
): Promise<void> {
  try {
    await fileIn(way, channel, request, found);
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const {target, signal} = request;
    const there = await statInMachine(channel, target, signal).catch(() => undefined);
    throw there?.isFolder ? inTheWay(target, false) : error;
  }
}

async function fileIn(
  way: MachineTarget,
  channel: ExecChannel,
  {source, target, signal}: CopyRequest,
  {mode, uid, gid}: Pick<FoundInside, 'mode' | 'uid' | 'gid'>,
): Promise<void> {
  const octal = (mode & 0o7777).toString(8);
  if (isAtLeast(await way.version(signal), '1.9.0')) {
    const flags = ['--mode', octal, '--uid', String(uid), '--gid', String(gid)];
    await upload(way, {source, target, signal}, flags);
    return;
  }
  await upload(way, {source, target, signal});
  await runTool(channel, ['chown', `${uid}:${gid}`, target], signal);
  await runTool(channel, ['chmod', octal, target], signal);
}

async function folderIn(
  way: MachineTarget,
  channel: ExecChannel,
  {source, target, signal}: CopyRequest,
): Promise<void> {
  await throughArchives(way, channel, signal, async (here, inside) => {
    await pipeline(await pack(source, posix.basename(target)), writeFileStream(here), {signal});
    await upload(way, {source: here, target: inside, signal});
    await runTool(channel, ['mkdir', '-p', posix.dirname(target)], signal);
    await runTool(channel, ['tar', '-x', '-f', inside, '-C', posix.dirname(target)], signal);
  });
}
