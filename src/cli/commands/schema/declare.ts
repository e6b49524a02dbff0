import {Argument} from 'commander';
import type {Declare} from '../../call.ts';
import type {SchemaName} from './command.ts';

export const declareSchema: Declare = (program, {world, exit}) => {
  program
    .command('schema')
    .description('print the JSON schema of launch files, or that of `bottle plan --format json`')
    .addArgument(new Argument('[which]', 'which schema').choices(['launch', 'plan']).default('launch'))
    .option('--path', 'print where it is instead')
    .action(async (which: SchemaName, flags: {readonly path?: boolean}) => {
      const {schemaCommand} = await import('./command.ts');
      exit(await schemaCommand(which, flags, world));
    });
};
