import {once} from 'node:events';
import {startChild} from '../../../processes/start-child.ts';
import type {UiServer} from '../../../ui/server.ts';
import type {CliContext} from '../../context.ts';
import {openInBrowser} from '../open/browser.ts';

/**
 * Opens the page in a browser. Every user of the machine can read command lines, so none has the token: on Linux it is a ticket that
 * works once and for this user only, on macOS, where the user of a connection is not known, the address is written to a pipe.
 *
 * @returns whether a browser could be started
 */
export async function openPage(server: UiServer, world: Pick<CliContext, 'env'>): Promise<boolean> {
  if (process.platform !== 'darwin') return await openInBrowser(server.urlWithTicket, world);
  const child = startChild('osascript', ['-'], {stdio: ['pipe', 'ignore', 'ignore'], env: {...world.env}});
  try {
    await once(child, 'spawn');
  } catch {
    return false;
  }
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(`open location "${server.url}"\n`);
  return true;
}
