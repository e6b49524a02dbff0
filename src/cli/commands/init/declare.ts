import type {Declare} from '../../call.ts';
import type {InitFlags} from './command.ts';

export const declareInit: Declare = (program, {cli, exit}) => {
  program
    .command('init')
    .description('Create a bottle.yaml from a compose.yaml, Procfile, package.json or Dockerfile')
    .argument('[folder]', 'folder to read from and write to (default: the working directory)')
    .option(
      '--from <file>',
      'a Compose file to read instead of compose.yaml and compose.override.yaml; repeat for several, later over earlier',
      (file: string, files: readonly string[]) => [...files, file],
      [],
    )
    .option('--stdout', 'print the file instead of writing it')
    .action(async (folder: string | undefined, flags: InitFlags) => {
      const {initCommand} = await import('./command.ts');
      exit(await initCommand(folder, flags, cli));
    });
};
