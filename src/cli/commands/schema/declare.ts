import {Argument} from 'commander';
import type {Declare} from '../../call.ts';
import {schemaNames, type SchemaName} from './names.ts';

export const declareSchema: Declare = (program, {cli, exit}) => {
  program
    .command('schema')
    .description('Print the JSON schema of launch files, or of the JSON output of a command')
    .addArgument(new Argument('[which]', 'schema to print').choices(schemaNames).default('launch'))
    .option('--path', 'print its path instead')
    .action(async (which: SchemaName, flags: {readonly path?: boolean}) => {
      const {schemaCommand} = await import('./command.ts');
      exit(await schemaCommand(which, flags, cli));
    });
};
