import type {ShellCommand} from './shell-tree.ts';
import {argumentsOf, programOf} from './shell-words.ts';

export function isSleep(command: ShellCommand): boolean {
  return programOf(command) === 'sleep';
}

export function isKill(command: ShellCommand): boolean {
  return programOf(command) === 'kill';
}

/** Whether a command tests that a condition is false. */
export function isNegativeTest(command: ShellCommand): boolean {
  const words = argumentsOf(command);
  return /^(?:test|\[\[?)$/.test(programOf(command)) && words.some(word => /^(?:!|!=|-z)$/.test(word));
}

/** Whether a sleep cannot be waiting for a command, because the command only prints or ends immediately. */
export function isInert(command: ShellCommand): boolean {
  return inert.has(programOf(command));
}

const inert = new Set(
  'sleep echo printf true false : date exit return break continue touch wait kill trap set cd export done'.split(
    ' ',
  ),
);

/** Whether a command ends the surrounding loop. */
export function isLoopExit(command: ShellCommand): boolean {
  return exits.has(programOf(command));
}

const exits = new Set(['break', 'exit', 'return']);

/** Whether a condition never changes. */
export function isConstant(command: ShellCommand): boolean {
  return constants.has(programOf(command));
}

const constants = new Set(['true', ':', 'false']);

/** Whether a command starts something that keeps running after the command ends. */
export function isStarter(command: ShellCommand): boolean {
  return command.after === '&' || starters.has(programOf(command));
}

const starters = new Set(
  'docker docker-compose podman systemctl service kubectl pg_ctl launchctl supervisorctl brew'.split(' '),
);
