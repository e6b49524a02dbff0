// The git gate: the agent sees only the repository that it works on. A real gate would also forward pushes, with a deploy
// key that is hidden from the agent.
import http from 'node:http';

const head = `${'0'.repeat(39)}1\trefs/heads/main\n`;

http
  .createServer(({url}, response) => {
    if (url.startsWith('/workspace.git/info/refs')) response.end(head);
    else response.writeHead(403).end('no access\n');
  })
  .listen(9420);
