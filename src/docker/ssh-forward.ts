import {NOTICE_DROPS, sshArguments, type SshAddress} from './ssh-command.ts';

/** An address with a port. */
interface Place {
  readonly host: string;
  readonly port: number;
}

/** An address of this machine, and the one on the other machine that connections to it reach. */
export interface Forward {
  readonly local: Place;
  readonly far: Place;
}

/** The arguments of an `ssh` that does nothing but forward. */
export function forwardArguments(address: SshAddress, forwards: readonly Forward[]): readonly string[] {
  const options = [
    '-NT',
    // A connection that is shared with the user's other calls would keep the ports open after the end of this one.
    ...['-o', 'ControlMaster=no', '-o', 'ControlPath=none'],
    ...NOTICE_DROPS,
    // Ports that the settings of the user forward for this host may be taken; only these must be free, see `refusedForward`.
    ...['-o', 'ExitOnForwardFailure=no', '-o', 'LogLevel=INFO'],
    ...forwards.flatMap(({local, far}) => ['-L', `${text(local)}:${text(far)}`]),
  ];
  return sshArguments(address, {options});
}

/** The first of these forwards on whose local port this `ssh` cannot listen, by a line of its messages. */
export function refusedForward(line: string, forwards: readonly Forward[]): Forward | undefined {
  const [, host, port] = /^bind \[(.+)\]:(\d+): /.exec(line) ?? [];
  return forwards.find(({local}) => local.host === host && local.port === Number(port));
}

function text({host, port}: Place): string {
  return `[${host}]:${port}`;
}
