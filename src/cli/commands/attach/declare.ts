import {Argument, Option} from 'commander';
import type {Declare} from '../../call.ts';
import type {AttachFlags} from './command.ts';

export const declareAttach: Declare = (program, {cli, exit}) => {
  program
    .command('attach')
    .description('Show the live view of a run; `q` detaches')
    .addArgument(
      new Argument(
        '[run]',
        'run, by name, id or a unique prefix of either (default: the run of the nearest launch file)',
      ),
    )
    .addOption(
      new Option(
        '--on-interrupt <action>',
        'what Ctrl-C does (default: ask on a terminal, detach otherwise)',
      ).choices(['ask', 'detach', 'stop']),
    )
    .addOption(
      new Option('--format <format>', 'output format').choices(['auto', 'plain', 'json']).default('auto'),
    )
    .action(async (run: string | undefined, flags: AttachFlags) => {
      const {attachCommand} = await import('./command.ts');
      exit(await attachCommand(run, flags, cli));
    });
};
