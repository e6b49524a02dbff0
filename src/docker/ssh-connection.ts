import {createInterface} from 'node:readline';
import {Duplex} from 'node:stream';
import {startPiped, type PipedChild} from '../processes/start-child.ts';
import {LOGGED_IN, NOTICE_DROPS, sshArguments, sshPlace, sshReason, type SshAddress} from './ssh-command.ts';

/** Why a connection by ssh ended, and what to do. */
export class SshError extends Error {
  override readonly name = 'SshError';
  readonly next: string;

  constructor(why: string, next: string) {
    super(why);
    this.next = next;
  }
}

/**
 * The input and output of one `ssh`, as a socket. It ends only after `ssh` has, so that a caller that waits for a response
 * gets the message of `ssh`, and not only a closed connection.
 */
export class SshConnection extends Duplex {
  /** Settles once it is known that the login has come to its end, one way or the other. */
  readonly loggedIn: Promise<void>;
  readonly #ssh: PipedChild;

  constructor(address: SshAddress, env: Readonly<Record<string, string | undefined>>) {
    super();
    // A session of its own: Ctrl-C on the terminal must reach only bottle, which still has to clean up.
    this.#ssh = startPiped('ssh', sshArguments(address, DIAL), {env, detached: true});
    const {stdout, stderr} = this.#ssh;
    let lastLine = '';
    this.loggedIn = new Promise(resolve => {
      createInterface(stderr).on('line', line => {
        if (line === LOGGED_IN) resolve();
        else lastLine = line;
      });
      // Where ssh shares a connection of the user's it may say nothing.
      stdout.once('data', () => resolve());
      this.once('close', resolve);
    });
    stdout.on('data', piece => {
      if (!this.push(piece)) stdout.pause();
    });
    this.#ssh.once('error', () => this.destroy(noSsh));
    this.#ssh.once('close', code => {
      if (code === 0) this.push(null);
      else this.destroy(sshProblem(lastLine, address));
    });
  }

  override _read(): void {
    this.#ssh.stdout.resume();
  }

  override _write(piece: Uint8Array, _encoding: string, done: () => void): void {
    this.#ssh.stdin.write(piece, error => error ?? done());
  }

  override _final(done: () => void): void {
    this.#ssh.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#ssh.kill();
    done(error);
  }

  // The interface that http.Agent expects of the sockets that it keeps.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** Hands its streams over to the engine. */
const DIAL = {options: ['-T', ...NOTICE_DROPS], command: ['docker', 'system', 'dial-stdio']};

const noSsh = new SshError('the command `ssh` was not found', 'install an SSH client');

function sshProblem(lastLine: string, address: SshAddress): SshError {
  const next = `make \`ssh ${sshPlace(address)} docker version\` work without a prompt`;
  return new SshError(sshReason(lastLine), next);
}
