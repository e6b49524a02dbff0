// The agent's only access to the store: it accepts requests over TLS and forwards them with the token, which the agent never sees.
import {readFileSync, writeSync} from 'node:fs';
import {request as forward} from 'node:http';
import {createServer} from 'node:https';

const {HOST, PORT, CERT, KEY, STORE, TOKEN_FILE, LOG_LEVEL, BOTTLE_NOTIFY_FD} = process.env;
const token = readFileSync(TOKEN_FILE, 'utf8').trim();

const server = createServer({cert: readFileSync(CERT), key: readFileSync(KEY)}, (request, response) => {
  const {method, url} = request;
  const onward = forward(new URL(url, STORE), {method, headers: {authorization: `Bearer ${token}`}});
  onward.on('response', answer => {
    if (LOG_LEVEL === 'info') console.log(`${method} ${url} ${answer.statusCode}`);
    response.writeHead(answer.statusCode);
    answer.pipe(response);
  });
  onward.on('error', ({code}) => response.writeHead(502).end(`the store: ${code}\n`));
  request.pipe(onward);
});

server.listen(Number(PORT), HOST, () => {
  console.log(`listening on https://${HOST}:${PORT}`);
  // For the `notify` probe: a line break means "ready". Without bottle, the variable is not set.
  if (BOTTLE_NOTIFY_FD) writeSync(Number(BOTTLE_NOTIFY_FD), '\n');
});
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
