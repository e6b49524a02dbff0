import {Option, type Command} from 'commander';

/** The option that names a run, for commands that take tasks. */
export function addRunOption(command: Command): Command {
  return command.option(
    '--run <run>',
    'run to use, by name, id or a unique prefix of either (default: the run of the nearest launch file, searching upward)',
  );
}

/** The choice between text and JSON. */
export function textOrJson(): Option {
  return new Option('--format <format>', 'output format').choices(['text', 'json']).default('text');
}
