import type {Declare} from '../../call.ts';

export const declareLsp: Declare = (program, {world, exit}) => {
  program
    .command('lsp')
    .description('serve an editor, by the Language Server Protocol over stdin and stdout')
    .option('--stdio', 'speak over stdin and stdout; the only way there is, and the default')
    .option('--schema-errors', 'also tell what the schema can tell, where the editor has no server for it')
    .action(async (flags: {readonly schemaErrors?: true}) => {
      const {lspCommand} = await import('./command.ts');
      exit(await lspCommand(flags, world));
    });
};
