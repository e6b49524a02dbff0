import {once} from 'node:events';
import {connect, createServer} from 'node:net';

/**
 * Publishes ports of the guest on the host's loopback. A guest uses the host's network, so a port with the same number
 * inside is only checked: the guest's program listens on it directly. Rejects with EADDRINUSE if a port is in use.
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
