import {once} from 'node:events';
import {startChild} from '../../../processes/start-child.ts';
import type {CliContext} from '../../context.ts';

/** Opens a URL with the desktop's command for that. Returns whether the command could be started. */
export async function openInBrowser(url: string, {env}: Pick<CliContext, 'env'>): Promise<boolean> {
  const isDesktop = process.platform === 'darwin' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
  if (!isDesktop) return false;
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = startChild(program, [url], {detached: true, stdio: 'ignore', env: {...env}});
  try {
    await once(child, 'spawn');
    child.unref();
    return true;
  } catch {
    // The program does not exist.
    return false;
  }
}
