import {InvalidArgumentError} from 'commander';
import type {Declare} from '../../call.ts';
import {textOrJson} from '../run-options.ts';
import type {UiFlags} from './command.ts';

export const declareUi: Declare = (program, {cli, exit}) => {
  program
    .command('ui')
    .description('Serve a page with all runs on this machine, until Ctrl-C')
    .option('--port <port>', 'port to listen on (default: a free one)', portNumber)
    .option('--open', 'open the page in a browser')
    .addOption(textOrJson())
    .action(async (flags: UiFlags) => {
      const {uiCommand} = await import('./command.ts');
      exit(await uiCommand(flags, cli));
    });
};

function portNumber(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new InvalidArgumentError('Expected a number up to 65535.');
  return Number(value);
}
