import type {Declare} from '../../call.ts';

export const declareLsp: Declare = (program, {cli, exit}) => {
  program
    .command('lsp')
    .description('Run the language server for editors')
    .option('--stdio', 'communicate over stdin and stdout (the default and only transport)')
    .option('--schema-errors', 'also report schema errors, for editors without a YAML language server')
    .action(async (flags: {readonly schemaErrors?: true}) => {
      const {lspCommand} = await import('./command.ts');
      exit(await lspCommand(flags, cli));
    });
};
