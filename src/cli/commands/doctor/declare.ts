import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import type {DoctorFlags} from './command.ts';

export const declareDoctor: Declare = (program, {world, exit}) => {
  program
    .command('doctor')
    .description('tell what this machine lacks for the launch file, and what mends it')
    .argument(
      '[file]',
      'the launch file (default: the nearest bottle.yaml upward; without one, everything is looked at)',
    )
    .addOption(
      new Option('--format <format>', 'for people, or for programs')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText(
      'after',
      '\nExits with 0 when all that is needed is there, and with 1 when something is lacking.',
    )
    .action(async (file: string | undefined, flags: DoctorFlags) => {
      const {doctorCommand} = await import('./command.ts');
      exit(await doctorCommand(file, flags, world));
    });
};
