import {once} from 'node:events';
import {connect, createServer} from 'node:net';

/**
 * Publishes ports of the guest on the host's loopback. A guest has the host's network, so one that has the same number
 * inside is only looked at: the guest's own program will listen on it. Rejects with EADDRINUSE when one is taken.
 */
export async function forwardPorts(ports) {
  for (const {host, guest} of ports) {
    const server = createServer(socket => tie(socket, connect(guest, '127.0.0.1')));
    server.listen(host, '127.0.0.1');
    await once(server, 'listening');
    if (host === guest) server.close();
  }
}

function tie(socket, other) {
  socket.pipe(other).pipe(socket);
  socket.on('error', () => other.destroy());
  other.on('error', () => socket.destroy());
}
