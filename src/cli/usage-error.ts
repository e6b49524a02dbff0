import type {Command} from 'commander';
import {closest} from '../vocabulary/suggest.ts';

/**
 * Adds a suggestion to commander's error about an unknown command or option, or an invalid choice. Its own suggestions include words that
 * are not similar.
 */
export function withSuggestion(error: string, program: Command, called: string | undefined): string {
  const [invalid, choice, listed] = CHOICE.exec(error)?.slice(1) ?? [];
  if (invalid !== undefined && choice !== undefined) {
    const meant = closest(choice, listed?.split(', ') ?? []);
    return meant === undefined
      ? error
      : error.replace(`${invalid}.`, () => `${invalid}, did you mean '${meant}'?`);
  }
  const [whole = '', what, name = ''] = /^error: unknown (command|option) '([^']*)'/.exec(error) ?? [];
  const near = what === 'command' ? closest(name, commandsOf(program)) : nearestOption(name, program, called);
  return near === undefined || whole === ''
    ? error
    : error.replace(whole, () => `${whole}, did you mean '${near}'?`);
}

/** An invalid choice for an option or an argument: the message up to its end, the value, and the choices. */
const CHOICE =
  /^(error: (?:option '.*?' argument|command-argument value) '(.*)' is invalid(?: for argument '.*?')?)\. Allowed choices are (.*)\.$/ms;

function commandsOf(program: Command): readonly string[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map(command => command.name());
}

function nearestOption(option: string, program: Command, called: string | undefined): string | undefined {
  const command = program.commands.find(each => each.name() === called) ?? program;
  const known = command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({long}) => (long?.startsWith('--') ? [long.slice(2)] : []));
  const [, name] = /^--([^=]+)/.exec(option) ?? [];
  const near = name === undefined ? undefined : closest(name, known);
  return near === undefined ? undefined : `--${near}`;
}
