import {NOTICE_DROPS, sshArguments, type SshAddress} from './ssh-command.ts';

/** An address with a port. */
interface Place {
  readonly host: string;
  readonly port: number;
}

/** An address on this machine, and the address on the other machine that it forwards to. */
export interface Forward {
  readonly local: Place;
  readonly far: Place;
}

/** The arguments of an `ssh` that only forwards ports. */
export function forwardArguments(address: SshAddress, forwards: readonly Forward[]): readonly string[] {
  const options = [
    '-NT',
    // A connection shared with the user's other sessions would keep the ports open after this process exits.
    ...['-o', 'ControlMaster=no', '-o', 'ControlPath=none'],
    ...NOTICE_DROPS,
    // The ports that the user's ssh configuration forwards for this host may be taken. Only the ports here must be free
    // (see `refusedForward`).
    ...['-o', 'ExitOnForwardFailure=no', '-o', 'LogLevel=INFO'],
    ...forwards.flatMap(({local, far}) => ['-L', `${text(local)}:${text(far)}`]),
  ];
  return sshArguments(address, {options});
}

/** The forward whose local port `ssh` cannot listen on, according to a line of its output. */
export function refusedForward(line: string, forwards: readonly Forward[]): Forward | undefined {
  const [, host, port] = /^bind \[(.+)\]:(\d+): /.exec(line) ?? [];
  return forwards.find(({local}) => local.host === host && local.port === Number(port));
}

function text({host, port}: Place): string {
  return `[${host}]:${port}`;
}
