import type {EngineAddress} from './engine-address.ts';

/** The machine of an engine that is reached by ssh. */
export type SshAddress = Extract<EngineAddress, {by: 'ssh'}>;

/** The output of `ssh` on its standard error after the login, when it listens on all ports that it forwards. */
export const LOGGED_IN = 'bottle: logged in';

/** Options with which `ssh` notices a dropped connection within 15 s. */
export const NOTICE_DROPS = ['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'] as const;

/** The arguments of `ssh` for a command on that machine; there is no shell here, and no part of the address is read as an option. */
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

/** The machine as arguments of an `ssh` that a user types. */
export function sshPlace({host, port, user}: SshAddress): string {
  return `${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${host}`;
}

/** A line of `ssh` as the reason of a failure. */
export function sshReason(line: string): string {
  const why = line.replace(/^ssh: /, '').trim();
  return why === '' ? 'ssh exited without a message' : `ssh: ${why}`;
}
