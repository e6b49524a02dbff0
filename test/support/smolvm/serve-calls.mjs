import {chmodSync} from 'node:fs';
import {createServer} from 'node:net';
import {setImmediate} from 'node:timers';
import {callFrame, packStrings, receiveCallFrames, unpackStrings} from './call-frames.mjs';

/**
 * Serves calls of hand-over.pl as if the calling process did the work itself. Starting Node takes 60 ms of CPU time, and the
 * tests make several thousand calls. Ends when its stdin is closed, so with the process that started it.
 */
export function serveCalls(path, onCall) {
  process.stdin.on('end', () => process.exit(0)).resume();
  // In a separate process, a bug would end only its own call.
  process.on('uncaughtException', error => console.error('smolvm stand-in:', error));
  const server = createServer(socket => {
    let caller;
    receiveCallFrames(socket, (letter, bytes) => {
      if (letter === 'c') {
        caller = servedCaller(socket, unpackStrings(bytes));
        // First handles callers that are gone, because this call comes after them.
        setImmediate(() => void onCall(caller));
      } else caller.hear(letter, bytes);
    });
    socket.on('error', () => undefined).on('close', () => caller?.gone());
  });
  server.on('error', error => {
    console.error('smolvm stand-in:', error);
    process.exit(1);
  });
  server.listen(path, () => {
    chmodSync(path, 0o600);
    console.log('ready');
  });
}

/** The caller of own-process.mjs, for a process at the other end of a socket. */
function servedCaller(socket, [pid, cwd, count, ...strings]) {
  const send = (letter, bytes) => void (socket.writable && socket.write(callFrame(letter, bytes)));
  const goneActs = new Set();
  const hears = new Map();
  let isGone = false;
  return {
    pid: Number(pid),
    argv: strings.slice(0, Number(count)),
    env: Object.fromEntries(strings.slice(Number(count)).map(entry => splitAt(entry, entry.indexOf('=')))),
    cwd,
    out: bytes => send('o', bytes),
    err: bytes => send('f', bytes),
    size: undefined,
    isTyped: false,
    makeRaw: () => undefined,
    readInput(onData, onEnd) {
      hears.set('i', onData).set('e', onEnd);
      send('r');
    },
    releaseInput: () => send('q'),
    ignoreTerm: () => send('t'),
    async boot(words, consolePath) {
      const started = new Promise(resolve => hears.set('b', bytes => resolve(Number(bytes.toString()))));
      const ended = new Promise(resolve =>
        hears.set('w', bytes => resolve(codeOf(Number(bytes.toString())))),
      );
      send('b', packStrings([consolePath, ...words]));
      return {pid: await this.whileAlive(started), onEnd: act => void this.whileAlive(ended).then(act)};
    },
    whileAlive: promise =>
      new Promise((resolve, reject) => {
        promise.then(
          value => isGone || resolve(value),
          error => isGone || reject(error),
        );
      }),
    onGone: act => void goneActs.add(act),
    end: code => send('x', String(code)),
    hear: (letter, bytes) => hears.get(letter)?.(bytes),
    gone() {
      isGone = true;
      for (const act of goneActs) act();
    },
  };
}

const splitAt = (text, at) => [text.slice(0, at), text.slice(at + 1)];

/** The exit code in a `waitpid` status, or none if a signal ended the program. */
const codeOf = status => (status & 127 ? null : status >> 8);
