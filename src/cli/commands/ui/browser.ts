import {once} from 'node:events';
import {startChild} from '../../../processes/start-child.ts';
import type {UiServer} from '../../../ui/server.ts';
import type {CliContext} from '../../context.ts';
import {openInBrowser} from '../open/browser.ts';

/**
 * Opens the page in a browser. The token is never on a command line, since every user of the machine can read command lines. On Linux,
 * the URL contains a ticket that works only once and only for this user. On macOS, which does not show the user of a connection, the URL
 * is written to a pipe.
 *
 * @returns whether a browser could be started
 */
export async function openPage(server: UiServer, cli: Pick<CliContext, 'env'>): Promise<boolean> {
  if (process.platform !== 'darwin') return await openInBrowser(server.urlWithTicket, cli);
  const child = startChild('osascript', ['-'], {stdio: ['pipe', 'ignore', 'ignore'], env: {...cli.env}});
  try {
    await once(child, 'spawn');
  } catch {
    return false;
  }
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(`open location "${server.url}"\n`);
  return true;
}
