import {Argument} from 'commander';
import {shells, shellScripts, type Shell} from '../../../completion/shell-scripts.ts';
import type {Declare} from '../../call.ts';

export const declareCompletion: Declare = (program, {cli, command}) => {
  program
    .command('completion')
    .description('Print a shell completion script for commands, options and tasks')
    .addArgument(new Argument('<shell>', 'shell to generate the script for').choices(shells))
    .addHelpText('after', INSTALL)
    .action((shell: Shell) => cli.stdout.write(shellScripts[shell]));

  program.command('__complete', {hidden: true}).action(async () => {
    const {completeCommand} = await import('./command.ts');
    await completeCommand(command ?? [''], program, cli);
  });
};

const INSTALL = `
To load it in every new shell:
  bash  echo 'source <(bottle completion bash)' >> ~/.bashrc
  zsh   echo 'source <(bottle completion zsh)' >> ~/.zshrc      (after compinit)
  fish  echo 'bottle completion fish | source' >> ~/.config/fish/config.fish`;
