import {Argument, Option} from 'commander';
import type {Declare} from '../../call.ts';

export const declareDown: Declare = (program, {world, exit}) => {
  const down = program
    .command('down')
    .description('stop what dead runs of the launch file left behind')
    .addArgument(new Argument('[file]', 'the launch file (default: the nearest bottle.yaml upward)'))
    .addOption(
      new Option(
        '--forget <run>',
        'stop what can be stopped of this dead run and drop the rest from the records',
      ),
    )
    .action(async (file: string | undefined, {forget}: {readonly forget?: string}) => {
      if (file !== undefined && forget !== undefined)
        down.error('error: `--forget` names a run; leave out the file');
      const {downCommand, forgetCommand} = await import('./command.ts');
      exit(await (forget === undefined ? downCommand(file, world) : forgetCommand(forget, world)));
    });
};
