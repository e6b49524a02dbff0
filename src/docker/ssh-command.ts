import type {EngineAddress} from './engine-address.ts';

/** The machine of an engine that is reached by ssh. */
export type SshAddress = Extract<EngineAddress, {by: 'ssh'}>;

/** The line that `ssh` writes to stderr after the login, when it listens on all forwarded ports. */
export const LOGGED_IN = 'bottle: logged in';

/** Options that make `ssh` notice a dropped connection within 15 s. */
export const NOTICE_DROPS = ['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'] as const;

/**
 * The arguments of `ssh` for a command on that machine. No local shell parses them, and no part of the address is read
 * as an option.
 */
export function sshArguments(
  {host, port, user}: SshAddress,
  {options, command = []}: {readonly options: readonly string[]; readonly command?: readonly string[]},
): readonly string[] {
  return [
    // There is no user to prompt for a password.
    ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=8'],
    ...['-o', 'PermitLocalCommand=yes', '-o', `LocalCommand=echo '${LOGGED_IN}' >&2`],
    ...options,
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['--', host, ...command],
  ];
}

/** The machine as arguments of an `ssh` command, as a user would type it. */
export function sshPlace({host, port, user}: SshAddress): string {
  return `${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${host}`;
}

/** Converts a line of output of `ssh` to the reason for a failure. */
export function sshReason(line: string): string {
  const why = line.replace(/^ssh: /, '').trim();
  return why === '' ? 'ssh exited without a message' : `ssh: ${why}`;
}
