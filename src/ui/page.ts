import {readFile} from 'node:fs/promises';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {join} from 'node:path';
import {ifExists} from '../processes/expected-error.ts';
import {peerUser} from '../processes/peer-user.ts';
import {fieldsOf} from '../state/fields.ts';
import {ApiError} from './api-error.ts';
import {policyText, startResponse} from './respond.ts';
import type {Ticket} from './ticket.ts';

/**
 * Sends the page. The build puts its files into `folder`: `page.html` with inline scripts and styles, `page.html.gz`, and `page.json`
 * with the hashes of scripts and styles, `{script: [...], style: [...]}`.
 */
export async function sendPage(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isZipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const page = await ifExists(
    Promise.all([
      readFile(join(folder, isZipped ? 'page.html.gz' : 'page.html')),
      readFile(join(folder, 'page.json'), 'utf8'),
    ]),
  );
  if (!page) throw new ApiError(503, 'no-page', 'this build of bottle has no page');
  const [html, hashes] = page;
  startResponse(response, 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': html.length,
    'Content-Security-Policy': policyText(hashesOf(hashes)),
    Vary: 'Accept-Encoding',
    ...(isZipped && {'Content-Encoding': 'gzip'}),
  });
  response.end(request.method === 'HEAD' ? undefined : html);
}

/**
 * Redirects a browser to the page with the token if the URL has the ticket. On Linux the connection must belong to this user. On systems
 * that cannot show this, the ticket is never on a command line (see cli/commands/ui/browser.ts).
 *
 * @returns whether it redirected
 */
export function openWithTicket(
  query: URLSearchParams,
  {socket}: IncomingMessage,
  response: ServerResponse,
  {ticket, token, port}: {readonly ticket: Ticket; readonly token: string; readonly port: number},
): boolean {
  const given = query.get('ticket');
  if (given === null || socket.remotePort === undefined) return false;
  if (peerUser({localPort: port, remotePort: socket.remotePort}) !== process.getuid?.()) return false;
  if (!ticket.redeem(given)) return false;
  startResponse(response, 303, {Location: `/?token=${token}`});
  response.end();
  return true;
}

function hashesOf(text: string): {readonly script: readonly string[]; readonly style: readonly string[]} {
  const {script, style} = fieldsOf(JSON.parse(text));
  return {script: hashList(script), style: hashList(style)};
}

function hashList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
