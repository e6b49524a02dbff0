import type {ShellCommand} from './shell-tree.ts';
import {argumentsOf, programOf} from './shell-words.ts';

export function isSleep(command: ShellCommand): boolean {
  return programOf(command) === 'sleep';
}

export function isKill(command: ShellCommand): boolean {
  return programOf(command) === 'kill';
}

/** A test that something is not so. */
export function isNegativeTest(command: ShellCommand): boolean {
  const words = argumentsOf(command);
  return /^(?:test|\[\[?)$/.test(programOf(command)) && words.some(word => /^(?:!|!=|-z)$/.test(word));
}

/** Commands that a sleep does not wait for: they only print, or end immediately. */
export function isInert(command: ShellCommand): boolean {
  return inert.has(programOf(command));
}

const inert = new Set(
  'sleep echo printf true false : date exit return break continue touch wait kill trap set cd export done'.split(
    ' ',
  ),
);

/** Commands that end a loop from inside. */
export function isWayOut(command: ShellCommand): boolean {
  return exits.has(programOf(command));
}

const exits = new Set(['break', 'exit', 'return']);

/** A condition that is always the same. */
export function isConstant(command: ShellCommand): boolean {
  return constants.has(programOf(command));
}

const constants = new Set(['true', ':', 'false']);

/** Commands that start something that continues after they end. */
export function isStarter(command: ShellCommand): boolean {
  return command.after === '&' || starters.has(programOf(command));
}

const starters = new Set(
  'docker docker-compose podman systemctl service kubectl pg_ctl launchctl supervisorctl brew'.split(' '),
);
