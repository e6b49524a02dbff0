import {Agent, type ClientRequestArgs} from 'node:http';
import type {Duplex} from 'node:stream';
import {asError} from '../vocabulary/caught-error.ts';
import type {SshAddress} from './ssh-command.ts';
import {SshConnection} from './ssh-connection.ts';

/**
 * The maximum number of concurrent logins. sshd allows ten and randomly rejects more (`MaxStartups` in
 * https://man.openbsd.org/sshd_config); other programs on this machine may also be logging in.
 */
const MAX_LOGINS = 5;

/**
 * Connects to an engine like Docker's CLI: with `ssh HOST docker system dial-stdio`, which uses the user's ssh
 * configuration, known hosts, agent and jump hosts. Connections are reused, since a login takes a few hundred
 * milliseconds. Rejected: the ssh2 package, which ignores the user's settings.
 */
export class SshAgent extends Agent {
  readonly #address: SshAddress;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #waiting: OnConnection[] = [];
  #loggingIn = 0;
  #isClosed = false;

  constructor(address: SshAddress, env: Readonly<Record<string, string | undefined>>) {
    super({keepAlive: true});
    this.#address = address;
    this.#env = env;
  }

  override createConnection(_options: ClientRequestArgs, onConnection: OnConnection): undefined {
    this.#waiting.push(onConnection);
    this.#logInNext();
  }

  override destroy(): void {
    this.#isClosed = true;
    this.#logInNext();
    super.destroy();
  }

  #logInNext(): void {
    if (this.#isClosed)
      for (const refuse of this.#waiting.splice(0)) refuse(new Error('the engine was closed'));
    if (this.#loggingIn >= MAX_LOGINS) return;
    const onConnection = this.#waiting.shift();
    if (!onConnection) return;
    const connection = this.#connect(onConnection);
    if (!connection) return;
    this.#loggingIn++;
    void connection.loggedIn.then(() => {
      this.#loggingIn--;
      this.#logInNext();
    });
    onConnection(null, connection);
  }

  /** Passes errors to `onConnection`, since a thrown error would reach the caller that closed the previous connection. */
  #connect(onConnection: OnConnection): SshConnection | undefined {
    try {
      return new SshConnection(this.#address, this.#env);
    } catch (error) {
      onConnection(asError(error));
      return undefined;
    }
  }
}

type OnConnection = (error: Error | null, connection?: Duplex) => void;
