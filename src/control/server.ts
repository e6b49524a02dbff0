import {once} from 'node:events';
import {chmodSync} from 'node:fs';
import type {Server, Socket} from 'node:net';
import {makeServer} from '../processes/guarded-streams.ts';
import {PRIVATE_FILE} from '../state/state-directory.ts';
import {ERROR} from './protocol.ts';
import {serveConnection, type Connection} from './connection.ts';
import type {Served} from './dispatch.ts';
import {socketPath} from './socket-path.ts';
import {nextTurn} from '../processes/next-turn.ts';

/** Inputs of a control server. */
export interface ControlServerOptions extends Served {
  /** The run's directory, accessible to this user only. */
  readonly dir: string;
}

/** The control socket of a run. */
export interface ControlServer {
  /** Listens again after the directory was deleted and restored. Connected clients stay. */
  reopen(): Promise<void>;
  /** Answers completed requests, refuses all other pending ones, and hangs up. Never rejects. */
  close(): Promise<void>;
}

/** Maximum number of clients. A further client replaces the one that has been idle longest; it is refused if none is idle. */
const MAX_CLIENTS = 64;

/**
 * Listens on the control socket in a run's directory (see protocol.ts).
 *
 * Only the owner may use the socket (mode 0600 in a directory with mode 0700). The system rejects other users, since Node cannot
 * identify clients.
 * @throws the system's error
 */
export async function openControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const clients = createClients(options);
  let listening = await listen(options.dir, clients.add);
  return {
    async reopen() {
      listening.close();
      listening = await listen(options.dir, clients.add);
    },
    async close() {
      listening.close();
      // Completed handlers still have to send their answers.
      await nextTurn();
      clients.endAll();
    },
  };
}

interface Listening {
  close(): void;
}

async function listen(dir: string, onClient: (socket: Socket) => void): Promise<Listening> {
  const {path, release} = socketPath(dir);
  const server: Server = makeServer({allowHalfOpen: true}).on('connection', onClient);
  // Released even if listening fails, but not before `close`, when Node deletes the socket by this path.
  server.once('close', release);
  try {
    await once(server.listen(path), 'listening');
    chmodSync(path, PRIVATE_FILE);
  } catch (error) {
    server.close();
    throw error;
  }
  return {close: () => void server.close()};
}

interface Clients {
  add(socket: Socket): void;
  endAll(): void;
}

function createClients(served: Served): Clients {
  // Longest idle first.
  const clients = new Map<Socket, Connection>();
  return {
    add(socket) {
      socket.on('error', () => undefined);
      if (clients.size >= MAX_CLIENTS) hangUpOnIdle();
      const connection = serveConnection(socket, served, () => {
        if (clients.delete(socket)) clients.set(socket, connection);
      });
      if (clients.size >= MAX_CLIENTS) {
        connection.hangUp(BUSY);
        return;
      }
      clients.set(socket, connection);
      socket.once('close', () => clients.delete(socket));
    },
    endAll() {
      for (const connection of clients.values()) connection.end();
    },
  };

  function hangUpOnIdle(): void {
    const [socket, connection] = [...clients].find(([, each]) => !each.isBusy()) ?? [];
    if (socket) clients.delete(socket);
    connection?.hangUp(BUSY);
  }
}

const BUSY = {code: ERROR.busy, message: `this run serves at most ${MAX_CLIENTS} clients at a time`};
