import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import {addFileOptions} from '../choosing-options.ts';
import type {DoctorFlags} from './command.ts';

export const declareDoctor: Declare = (program, {cli, exit}) => {
  const command = program
    .command('doctor')
    .description(
      'Check that this machine has what the launch file needs, and show how to fix what is missing',
    )
    .argument(
      '[file]',
      'launch file (default: the nearest bottle.yaml, searching upward; without one, check everything)',
    );
  addFileOptions(command)
    .addOption(new Option('--format <format>', 'output format').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExits with 0 if nothing is missing and with 1 otherwise.')
    .action(async (file: string | undefined, flags: DoctorFlags) => {
      const {doctorCommand} = await import('./command.ts');
      exit(await doctorCommand(file, flags, cli));
    });
};
