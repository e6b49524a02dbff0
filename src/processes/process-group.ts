import {hasCode} from '../vocabulary/caught-error.ts';
import {identify, type ProcessIdentity} from './process-identity.ts';
import {readProcessTable} from './process-table.ts';

/**
 * Whether members of the process group of `leader` are alive, even if the leader is gone. A zombie does not count as alive, because
 * in a container without an init it would keep its group forever.
 */
export async function groupIsAlive(leader: ProcessIdentity): Promise<boolean> {
  if (!groupExists(leader.pid)) return false;
  // The pid of a leader is not reused while its group exists, so a different process with that pid means a new group.
  const now = await identify(leader.pid);
  if (now) return now.startTime === leader.startTime;
  return (await readProcessTable()).processes.some(({group}) => group === leader.pid);
}

function groupExists(pgid: number): boolean {
  try {
    process.kill(-pgid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
