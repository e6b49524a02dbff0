// Plain JavaScript: Node 20 starts it without a loader, which would add to the measured time. Becomes ready in the
// given way after a delay, and writes the time to a file when it is stopped: `late-server.mjs WAY MS PORT`.
import {closeSync, openSync, writeFileSync, writeSync} from 'node:fs';
import {createServer as createHttpServer, get} from 'node:http';
import {createServer} from 'node:net';
import {setInterval} from 'node:timers';

/** Milliseconds since the epoch, with fractions. */
const now = () => performance.timeOrigin + performance.now();

/**
 * The servers, by the way in which they become ready. Each calls `done` with the time. The outer function creates
 * everything that must exist beforehand.
 */
const ways = {
  port: port => done => {
    const server = createServer().listen(port, '127.0.0.1', () => done(now()));
    server.on('connection', socket => socket.on('error', () => undefined));
  },
  http: port => {
    // Node's first response takes 8 ms, which is not a delay of the probe. So another server answers once beforehand.
    const answer = (_, response) => response.end();
    const first = createHttpServer(answer).listen(0, '127.0.0.1', () => {
      get({port: first.address().port, agent: false}, response => response.resume());
    });
    return done => {
      createHttpServer(answer).listen(port, '127.0.0.1', () => done(now()));
    };
  },
  'http 503': port => {
    let status = 503;
    createHttpServer((_, response) => response.writeHead(status).end()).listen(port, '127.0.0.1');
    return done => {
      status = 200;
      done(now());
    };
  },
  log: () => done => {
    done(now());
    writeSync(1, 'ready\n');
  },
  file,
  command: file,
  notify: () => done => {
    done(now());
    writeSync(Number(process.env.BOTTLE_NOTIFY_FD), '\n');
  },
};

function file() {
  return done => {
    closeSync(openSync('ready', 'w'));
    done(now());
  };
}

const [way, delayMs, port] = process.argv.slice(2);
const getReady = ways[way](Number(port));
const startedAt = performance.timeOrigin;
let readyAt;
setTimeout(() => getReady(at => (readyAt = at)), Number(delayMs) - performance.now());
// Not earlier, because writing a file would delay the server's first response.
process.once('SIGTERM', () => {
  writeFileSync('moment', JSON.stringify({startedAt, readyAt}));
  process.exit();
});
// Keeps running until it is stopped.
setInterval(() => undefined, 60_000);
