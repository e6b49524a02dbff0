import {Agent, type ClientRequestArgs} from 'node:http';
import type {Duplex} from 'node:stream';
import {asError} from '../vocabulary/caught-error.ts';
import type {SshAddress} from './ssh-command.ts';
import {SshConnection} from './ssh-connection.ts';

/**
 * The maximum number of concurrent logins. sshd allows ten, and rejects more at random (`MaxStartups` in
 * https://man.openbsd.org/sshd_config); other programs of this machine may also be logging in.
 */
const LOGGING_IN_AT_ONCE = 5;

/**
 * Connects to an engine as Docker's own command does: `ssh HOST docker system dial-stdio`, so that the user's ssh
 * configuration, known hosts, agent and jump hosts all count. A connection is used again once its request is over, since to
 * log in takes some hundred milliseconds. Turned down: the ssh2 package, which knows none of the user's settings.
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
    if (this.#loggingIn >= LOGGING_IN_AT_ONCE) return;
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

  /** An error thrown here would reach the caller that closed the last connection, not the one that waits for this one. */
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
