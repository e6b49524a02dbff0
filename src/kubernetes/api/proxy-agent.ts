import type {ClientRequestArgs} from 'node:http';
import {Agent, type AgentOptions} from 'node:https';
import type {Duplex} from 'node:stream';
import {connect} from 'node:tls';
import {guarded, startRequest} from '../../processes/guarded-streams.ts';

type OnConnection = (error: Error | null, connection?: Duplex) => void;

/** Options for TLS and the host, as Node passes them to an agent. */
type Target = ClientRequestArgs & AgentOptions;

/** Connects to servers through an HTTP proxy, with `CONNECT`. */
export class ProxyAgent extends Agent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: Target, onConnection: OnConnection): undefined {
    const target = `${String(options.host)}:${String(options.port)}`;
    this.#tunnel(target, (error, socket) => {
      if (!socket) onConnection(error);
      else onConnection(null, guarded(connect({...options, socket, path: undefined} as object)));
    });
  }

  #tunnel(target: string, onConnection: OnConnection): void {
    const {protocol, hostname, port, username, password} = this.#proxy;
    const isSecure = protocol === 'https:';
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const basic = {'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}`};
    startRequest(isSecure ? 'https' : 'http', {
      ...{host: hostname, port: port === '' ? (isSecure ? 443 : 80) : port, method: 'CONNECT', path: target},
      ...{agent: false, headers: {host: target, ...(username !== '' && basic)}},
    })
      .once('connect', ({statusCode = 0, statusMessage = ''}, socket) => {
        guarded(socket);
        if (statusCode === 200) onConnection(null, socket);
        else {
          socket.destroy();
          onConnection(new Error(`the proxy ${this.#proxy.host} refused: ${statusCode} ${statusMessage}`));
        }
      })
      .once('error', error => onConnection(new Error(`the proxy ${this.#proxy.host}: ${error.message}`)))
      .end();
  }
}
