// The guard: the agent's only access to the outside. This proxy terminates the agent's TLS with a certificate of the launch's
// own authority, so it sees the requests. It adds the token to requests for allowed hosts, forwards them, and refuses the rest.
import {readFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';

/** The addresses of allowed hosts, from a list of `name=address` separated by spaces. */
const allowed = new Map(process.env.ALLOW.split(' ').map(pair => pair.split('=')));
const token = Buffer.from(`agent:${readFileSync('/run/token', 'utf8').trim()}`).toString('base64');
const identity = {
  cert: readFileSync('/etc/sandbox/bundle.pem'),
  key: readFileSync('/etc/sandbox/bundle.key'),
};

/** The requests and their results, for the operator. */
const requests = [];
function note(what, outcome) {
  requests.push({what, outcome});
  console.log(`${what}: ${outcome}`);
}

/** Handles the requests of the agent after TLS termination. */
const inside = https.createServer(identity, (request, response) => {
  const {method, url, headers} = request;
  const {host} = headers;
  if (!allowed.has(host)) {
    note(`${method} https://${host}${url}`, 'refused');
    return void response.writeHead(403).end();
  }
  note(`${method} https://${host}${url}`, 'forwarded');
  // A real guard would connect to the host over TLS as well.
  const onward = {
    host: allowed.get(host),
    path: url,
    method,
    headers: {...headers, authorization: `Basic ${token}`},
  };
  const upstream = http.request(onward, answer => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.writeHead(502).end());
  request.pipe(upstream);
});

const proxy = http.createServer((request, response) => {
  note(`${request.method} ${request.url}`, 'refused: no TLS');
  response.writeHead(403).end();
});
proxy.on('connect', ({url}, socket) => {
  socket.on('error', () => undefined);
  const [host] = url.split(':');
  if (!allowed.has(host)) {
    note(`CONNECT ${url}`, 'refused');
    return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  }
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  inside.emit('connection', socket);
});

/**
 * The operator's port: clients with a certificate of this launch's authority get the list of requests. The agent has no such
 * certificate.
 */
const ca = readFileSync('/etc/sandbox/ca.pem');
const operator = https.createServer(
  {...identity, ca, requestCert: true, rejectUnauthorized: false},
  ({url, socket}, response) => {
    if (url === '/health') response.end('ok');
    else if (socket.authorized) response.end(JSON.stringify(requests));
    else response.writeHead(403).end();
  },
);

proxy.listen(8888);
operator.listen(9443, () => console.log('listening'));
// Do not wait for open connections.
process.on('SIGTERM', () => process.exit());
