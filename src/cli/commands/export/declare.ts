import {Argument} from 'commander';
import type {Declare} from '../../call.ts';
import {addFileOptions} from '../choosing-options.ts';
import {exportFormats} from '../../../export/formats.ts';
import type {ExportFlags, ExportFormat} from './command.ts';

export const declareExport: Declare = (program, {cli, exit}) => {
  const command = program
    .command('export')
    .description('Print the launch file as a Compose file, Kubernetes manifests or systemd units')
    .addArgument(new Argument('<format>', 'what to print').choices(exportFormats))
    .argument('[file]', 'launch file (default: the nearest bottle.yaml, searching upward)');
  addFileOptions(command)
    .option('-o, --output <folder>', 'write the files into this folder instead of printing them')
    .action(async (format: ExportFormat, file: string | undefined, flags: ExportFlags) => {
      const {exportCommand} = await import('./command.ts');
      exit(await exportCommand(format, file, flags, cli));
    });
};
