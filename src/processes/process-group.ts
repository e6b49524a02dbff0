import {readdir} from 'node:fs/promises';
import {isSame, processStatus, type ProcessIdentity} from './process-identity.ts';

/**
 * Whether members of the process group that `leader` led are alive, be the leader itself gone or not. A zombie is not
 * alive: where nobody reaps (a container without an init), it would keep its group for ever.
 */
export async function groupIsAlive(leader: ProcessIdentity): Promise<boolean> {
  if (!groupExists(leader.pid)) return false;
  // The pid of a leader is not given away while its group lasts: a stranger under that pid means a new group.
  const now = await processStatus(leader.pid);
  if (now && !(await isSame(leader))) return false;
  return process.platform === 'linux' ? await hasLivingMember(leader.pid) : true;
}

function groupExists(pgid: number): boolean {
  try {
    process.kill(-pgid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function hasLivingMember(pgid: number): Promise<boolean> {
  const entries = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const statuses = await Promise.all(entries.map(async name => await processStatus(Number(name))));
  return statuses.some(status => status?.pgid === pgid);
}
