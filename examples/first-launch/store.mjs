// A store of notes over plain HTTP. It rejects requests without the token.
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {text} from 'node:stream/consumers';

const {HOST, PORT, TOKEN_FILE} = process.env;
const token = readFileSync(TOKEN_FILE, 'utf8').trim();
const notes = [];

const server = createServer(async (request, response) => {
  const answer = (status, body) => response.writeHead(status).end(body);
  if (request.headers.authorization !== `Bearer ${token}`) return answer(401, 'who are you?\n');
  if (request.url === '/health') return answer(200, 'ok\n');
  if (request.method === 'POST') notes.push(await text(request));
  return answer(request.method === 'POST' ? 201 : 200, JSON.stringify(notes));
});

server.listen(Number(PORT), HOST, () => console.log(`listening on http://${HOST}:${PORT}`));
process.on('SIGTERM', () => {
  console.log(`closing with ${notes.length} note${notes.length === 1 ? '' : 's'}`);
  server.close();
  server.closeAllConnections();
});
