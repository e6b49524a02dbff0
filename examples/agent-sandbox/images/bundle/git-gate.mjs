// The git gate: the agent sees the repository that it works on, and no other one. A real one would pass pushes on, with the
// deploy key that the agent must not know.
import http from 'node:http';

const head = `${'0'.repeat(39)}1\trefs/heads/main\n`;

http
  .createServer(({url}, response) => {
    if (url.startsWith('/workspace.git/info/refs')) response.end(head);
    else response.writeHead(403).end('not yours\n');
  })
  .listen(9420);
