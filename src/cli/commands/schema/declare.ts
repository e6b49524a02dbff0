import {Argument} from 'commander';
import type {Declare} from '../../call.ts';
import type {SchemaName} from './command.ts';

export const declareSchema: Declare = (program, {world, exit}) => {
  program
    .command('schema')
    .description('Print the JSON schema of launch files or of `bottle plan --format json`')
    .addArgument(new Argument('[which]', 'schema to print').choices(['launch', 'plan']).default('launch'))
    .option('--path', 'print its path instead')
    .action(async (which: SchemaName, flags: {readonly path?: boolean}) => {
      const {schemaCommand} = await import('./command.ts');
      exit(await schemaCommand(which, flags, world));
    });
};
