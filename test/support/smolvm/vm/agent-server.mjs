import {appendFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {decode, encode, receive, send} from '../frames.mjs';

/** The number of connections that an agent serves at a time. Further ones wait. */
const CONNECTIONS = 8;

/** Serves `agent.sock` in the working directory. */
export function serveAgent({settings, exec, workload, window, guest, row, traits}) {
  const served = new Set();
  const waiting = [];
  let isUp = false;

  const server = createServer(socket => {
    waiting.push(socket.on('error', () => undefined));
    attend();
  });
  server.listen('agent.sock', () => console.log('[    0.128000] agent: ready'));

  function attend() {
    if (isUp && settings.agent === 'deaf') return;
    while (served.size < CONNECTIONS && waiting.length > 0) {
      const socket = waiting.shift();
      served.add(socket);
      socket.on('close', () => served.delete(socket) && attend());
      answer(socket);
    }
  }

  function answer(socket) {
    const peer = peerOf(socket);
    let isFirst = true;
    receive(socket, frame => {
      if (!isFirst) return peer.onInput(frame);
      isFirst = false;
      operations[frame.op](frame, peer);
    });
  }

  const operations = {
    ping: (_, peer) => peer.last({}),
    exec: (request, peer) => (isUp && settings.agent === 'mute' ? undefined : exec.run(request, peer)),
    init: (request, peer) => exec.runUnseen({...request, mode: 'stream'}, peer),
    file: (request, peer) => exec.runUnseen({...request, mode: 'interactive'}, peer),
    launch({inForeground}, peer) {
      const running = workload.launch();
      window.open();
      isUp = true;
      const write = bytes =>
        traits.workloadIsLogged ? appendFileSync('workload.log', bytes) : process.stdout.write(bytes);
      running?.stdout.on('data', bytes => (inForeground ? peer.send({out: encode(bytes)}) : write(bytes)));
      running?.stderr.on('data', bytes => (inForeground ? peer.send({err: encode(bytes)}) : write(bytes)));
      if (row.stopOnExit) running?.closed.then(() => operations.shutdown({}, {last: (_, then) => then()}));
      if (running && inForeground) running.exit.then(({code}) => peer.last({code}));
      else peer.last({});
    },
    async shutdown(_, peer) {
      await guest.stop();
      peer.last({}, () => process.exit(0));
    },
  };
}

/** The command line at the other end of a connection. */
function peerOf(socket) {
  return {
    send: frame => send(socket, frame),
    last(frame, sent) {
      send(socket, {...frame, last: true});
      socket.end(sent);
    },
    fail(error) {
      send(socket, {error});
      socket.end();
    },
    lose: () => socket.destroy(),
    onGone: act => socket.on('close', act),
    /** Set to receive data that the command line sends after its request. */
    onInput: () => undefined,
    /** The bytes of an input record, or `undefined` at its end. */
    bytesOf: frame => (frame.in === null ? undefined : decode(frame.in)),
  };
}
