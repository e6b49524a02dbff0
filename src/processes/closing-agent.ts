import type {Agent, ClientRequestArgs} from 'node:http';
import type {Duplex} from 'node:stream';
import {inspect} from 'node:util';
import {kept} from '../vocabulary/kept.ts';

/** Closes the connections of an agent made by {@link closingAgent}, but not the agent: later requests open new connections. */
export function dropConnections(agent: Agent): void {
  for (const connection of connectionsOf(agent)) connection.destroy();
}

const connectionsOf = kept<Agent, Set<Duplex>>(() => new Set());

type OnConnection = (error: Error | null, connection?: Duplex) => void;

/**
 * Makes `destroy` of an agent close all of its connections and refuse new ones. Node's own `destroy` misses upgraded connections (the
 * output of a container) and allows new ones. If the server hangs, either would keep the process alive.
 */
export function closingAgent<A extends Agent>(agent: A): A {
  const open = connectionsOf(agent);
  const create = agent.createConnection.bind(agent);
  const destroy = agent.destroy.bind(agent);
  let isClosed = false;

  const note = (connection: Duplex | null | undefined): void => {
    if (!connection) return;
    open.add(connection);
    connection.once('close', () => open.delete(connection));
  };
  Object.assign(agent, {
    // docker-modem formats each request for its debug log, even if the log is disabled. That includes everything reachable from the
    // agent, which is most of the heap, and took several times as long as the request.
    [inspect.custom]: () => 'Agent',
    createConnection(options: ClientRequestArgs, onConnection?: OnConnection) {
      if (isClosed) {
        onConnection?.(new Error('the connection was closed'));
        return undefined;
      }
      // An agent either returns the connection or calls back with it.
      const connection = create(options, (error, later?: Duplex) => {
        note(later);
        onConnection?.(error, later);
      });
      note(connection);
      return connection;
    },
    destroy() {
      isClosed = true;
      destroy();
      for (const connection of open) connection.destroy();
    },
  });
  return agent;
}
