import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import {addChoosing} from '../choosing-options.ts';
import type {PlanFlags} from './command.ts';
import {planFormats} from '../../views/plan/formats.ts';

export const declarePlan: Declare = (program, {world, command, exit}) => {
  const plan = program.command('plan').description('tell what `bottle run` would do, and do none of it');
  addChoosing(plan)
    .option('--all', 'show every task of a long plan whole')
    .addOption(new Option('--format <format>', 'how to tell it').choices(planFormats).default('text'))
    .action(async (words: string[], flags: PlanFlags) => {
      const {planCommand} = await import('./command.ts');
      exit(await planCommand(words, {...flags, command}, world));
    });
};
