import {readFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {PageLoad} from './page-load.ts';

/** A server for the page with the API of `bottle ui` and simulated runs, so that only the work of the page is measured. */
export interface PageServer {
  readonly url: string;
  /** Starts to write lines to the open logs. */
  startLogging(linesPerSecond: number): void;
  close(): void;
}

/** Serves dist/ui/page.html, and simulated runs. */
export async function servePage(load: PageLoad): Promise<PageServer> {
  const policy = policyOf(readFileSync('dist/ui/page.json', 'utf8'));
  const html = readFileSync('dist/ui/page.html');
  const logs = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const {pathname} = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      response.writeHead(200, {'content-type': 'text/html', 'content-security-policy': policy});
      response.end(html);
      return;
    }
    answer(request, response, {load, path: pathname.slice('/api/'.length), logs});
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    url: `http://127.0.0.1:${port}/?token=bench`,
    startLogging(linesPerSecond) {
      timer = setInterval(() => {
        const lines = load.nextLines(Math.round((linesPerSecond * TICK_MS) / 1000));
        for (const log of logs) log.write(lines);
      }, TICK_MS);
    },
    close() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
    },
  };
}

const TICK_MS = 10;

interface Asked {
  readonly load: PageLoad;
  readonly path: string;
  readonly logs: Set<ServerResponse>;
}

function answer(request: IncomingMessage, response: ServerResponse, {load, path, logs}: Asked): void {
  const [, id, part] = path.split('/');
  if (path === 'runs') write(response, [{type: 'runs', runs: load.runs}]);
  else if (part === 'events') write(response, [...load.eventsOf(id ?? ''), {type: 'caught-up'}]);
  else if (part === 'logs') {
    response.writeHead(200);
    for (let sent = 0; sent < load.lines; sent += 1_000) response.write(load.nextLines(1_000));
    response.write('{"type":"caught-up"}\n');
    logs.add(response);
    request.on('close', () => logs.delete(response));
  } else if (part === 'outputs') response.end('{"version":1,"tasks":{}}');
  else response.end(JSON.stringify(load.listedRun(id ?? '')));
}

function write(response: ServerResponse, lines: readonly object[]): void {
  response.writeHead(200, {'content-type': 'application/x-ndjson'});
  response.write(lines.map(line => `${JSON.stringify(line)}\n`).join(''));
}

function policyOf(hashes: string): string {
  const {script, style} = JSON.parse(hashes) as Record<string, readonly string[]>;
  const quoted = (list: readonly string[] = []): string => list.map(hash => `'${hash}'`).join(' ');
  return `default-src 'none'; script-src ${quoted(script)}; style-src ${quoted(style)}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;
}
