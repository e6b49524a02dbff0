import {createInterface} from 'node:readline';
import {Duplex} from 'node:stream';
import {startPiped, type PipedChild} from '../processes/start-child.ts';
import {LOGGED_IN, NOTICE_DROPS, sshArguments, sshPlace, sshReason, type SshAddress} from './ssh-command.ts';

/** The reason why an ssh connection ended, and the next step. */
export class SshError extends Error {
  override readonly name = 'SshError';
  readonly next: string;

  constructor(why: string, next: string) {
    super(why);
    this.next = next;
  }
}

/**
 * The input and output of an `ssh` process as a socket. It closes only after `ssh` has exited, so that a caller waiting
 * for a response gets the error of `ssh` instead of a closed connection.
 */
export class SshConnection extends Duplex {
  /** Resolves when the login has succeeded or failed. */
  readonly loggedIn: Promise<void>;
  readonly #ssh: PipedChild;

  constructor(address: SshAddress, env: Readonly<Record<string, string | undefined>>) {
    super();
    // Runs in its own session: Ctrl-C in the terminal must reach only bottle, which still has to clean up.
    this.#ssh = startPiped('ssh', sshArguments(address, DIAL), {env, detached: true});
    const {stdout, stderr} = this.#ssh;
    let lastLine = '';
    this.loggedIn = new Promise(resolve => {
      createInterface(stderr).on('line', line => {
        if (line === LOGGED_IN) resolve();
        else lastLine = line;
      });
      // If ssh reuses a connection of the user, it may print nothing.
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

  // Methods that http.Agent calls on the sockets it keeps.
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

/** Connects stdin and stdout to the engine. */
const DIAL = {options: ['-T', ...NOTICE_DROPS], command: ['docker', 'system', 'dial-stdio']};

const noSsh = new SshError('the command `ssh` was not found', 'install an SSH client');

function sshProblem(lastLine: string, address: SshAddress): SshError {
  const next = `make \`ssh ${sshPlace(address)} docker version\` work without a prompt`;
  return new SshError(sshReason(lastLine), next);
}
