import type {Declare} from '../../call.ts';

export const declareInit: Declare = (program, {world, exit}) => {
  program
    .command('init')
    .description('Create a bottle.yaml from a compose.yaml, Procfile, package.json or Dockerfile')
    .argument('[folder]', 'folder to read from and write to (default: the working directory)')
    .option('--stdout', 'print the file instead of writing it')
    .action(async (folder: string | undefined, flags: {readonly stdout?: boolean}) => {
      const {initCommand} = await import('./command.ts');
      exit(await initCommand(folder, flags, world));
    });
};
