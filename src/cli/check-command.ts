import {relative} from 'node:path';
import {EXIT_INVALID} from './exit-code.ts';
import {count} from './event-text.ts';
import {loadCommandFile} from './load-command-file.ts';
import type {World} from './world.ts';

/** `bottle check`: 0 where the file could be run, 2 where it could not. */
export async function checkCommand(
  file: string | undefined,
  flags: {readonly var?: Readonly<Record<string, string>>},
  world: World,
): Promise<number> {
  const launch = await loadCommandFile({file, vars: flags.var ?? {}}, world);
  if (!launch) return EXIT_INVALID;
  world.stdout.write(`${relative(world.cwd, launch.path)}: ${count(launch.tasks.size, 'task')}, no errors\n`);
  return 0;
}
