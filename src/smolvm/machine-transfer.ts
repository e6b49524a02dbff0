import {randomUUID} from 'node:crypto';
import {copyFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {CopyRequest} from '../channels/copy-request.ts';
import {ChannelError, type ExecChannel} from '../channels/channel.ts';
import {copyCall} from './command-arguments.ts';
import {withSlot, type MachineTarget} from './machine-target.ts';
import {reasonOf} from './problem.ts';

/** Copies one file into a machine. @throws ChannelError */
export async function upload(
  way: MachineTarget,
  {source, target, signal}: CopyRequest,
  flags?: readonly string[],
): Promise<void> {
  // The first colon of an argument separates the name of a machine.
  if (!source.includes(':')) {
    await transfer(way, signal, source, `${way.name}:${target}`, flags);
    return;
  }
  const staged = join(way.smolvm.dir, randomUUID());
  try {
    await copyFile(source, staged);
    await transfer(way, signal, staged, `${way.name}:${target}`, flags);
  } finally {
    await rm(staged, {force: true});
  }
}

/** Copies one file out of a machine; an interrupted copy leaves a partial file. @throws ChannelError */
export async function download(way: MachineTarget, {source, target, signal}: CopyRequest): Promise<void> {
  await transfer(way, signal, `${way.name}:${source}`, target);
}

/** Provides paths for an archive on both sides, and removes both files after `work`. */
export async function throughArchives(
  {smolvm}: MachineTarget,
  channel: ExecChannel,
  signal: AbortSignal,
  work: (here: string, inside: string) => Promise<void>,
): Promise<void> {
  const name = `bottle-${randomUUID()}.tar`;
  const here = join(smolvm.dir, name);
  const inside = `/tmp/${name}`;
  try {
    await work(here, inside);
  } finally {
    await rm(here, {force: true});
    await removeInside(channel, inside, signal);
  }
}

/** A file that cannot be removed is deleted with the machine. */
async function removeInside(channel: ExecChannel, path: string, signal: AbortSignal): Promise<void> {
  try {
    await channel.exec(['rm', '-f', path], {signal});
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
  }
}

/** Runs a tool in the machine. @throws ChannelError if it fails */
export async function runTool(
  channel: ExecChannel,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const {code, stdout, stderr} = await channel.exec(argv, {signal});
  if (code !== 0)
    throw new ChannelError(
      `\`${argv.join(' ')}\` in the machine: ${reasonOf({code, stdout, stderr})}`,
      'request',
    );
}

async function transfer(
  way: MachineTarget,
  signal: AbortSignal,
  from: string,
  to: string,
  flags?: readonly string[],
): Promise<void> {
  const call = copyCall(from, to, flags);
  const end = await withSlot(way, signal, async () => await way.smolvm.call(call, {signal}));
  if (!end) throw new ChannelError('the copy was interrupted');
  if (end.code !== 0) throw new ChannelError(reasonOf(end));
}
