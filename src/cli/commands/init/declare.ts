import type {Declare} from '../../call.ts';

export const declareInit: Declare = (program, {world, exit}) => {
  program
    .command('init')
    .description(
      'write a first bottle.yaml from what the folder says: compose.yaml, Procfile, package.json, Dockerfile',
    )
    .argument('[folder]', 'where to look and to write (default: the working directory)')
    .option('--stdout', 'print it instead of writing it')
    .action(async (folder: string | undefined, flags: {readonly stdout?: boolean}) => {
      const {initCommand} = await import('./command.ts');
      exit(await initCommand(folder, flags, world));
    });
};
