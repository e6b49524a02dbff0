import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import {addChoosing} from '../choosing-options.ts';
import type {PlanFlags} from './command.ts';
import {planFormats} from '../../views/plan/formats.ts';

export const declarePlan: Declare = (program, {cli, command, exit}) => {
  const plan = program
    .command('plan')
    .description('Print what `bottle run` would do, without running anything');
  addChoosing(plan)
    .option('--all', 'show every task of a long plan in full')
    .addOption(new Option('--format <format>', 'output format').choices(planFormats).default('text'))
    .action(async (args: string[], flags: PlanFlags) => {
      const {planCommand} = await import('./command.ts');
      exit(await planCommand(args, {...flags, command}, cli));
    });
};
