import {Argument, Option} from 'commander';
import type {Declare} from '../../call.ts';

export const declareDown: Declare = (program, {world, exit}) => {
  const down = program
    .command('down')
    .description('Clean up after dead runs of the launch file')
    .addArgument(new Argument('[file]', 'launch file (default: the nearest bottle.yaml, searching upward)'))
    .addOption(
      new Option(
        '--forget <run>',
        'clean up what this dead run left, and forget the parts that cannot be removed',
      ),
    )
    .action(async (file: string | undefined, {forget}: {readonly forget?: string}) => {
      if (file !== undefined && forget !== undefined)
        down.error('error: `--forget` takes a run id; leave out the file');
      const {downCommand, forgetCommand} = await import('./command.ts');
      exit(await (forget === undefined ? downCommand(file, world) : forgetCommand(forget, world)));
    });
};
