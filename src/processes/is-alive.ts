import {viewOf} from './namespace-view.ts';
import {isSame, type Here, type ProcessPlace} from './process-identity.ts';
import {readProcessTable} from './process-table.ts';

/**
 * Whether exactly this process is alive, in any pid namespace; `undefined` if its namespace cannot be seen from `here`. No process
 * survives a reboot.
 */
export async function isAlive(place: ProcessPlace, here: Here): Promise<boolean | undefined> {
  if (place.bootId !== here.bootId) return false;
  if (place.pidNamespace === here.pidNamespace) return await isSame(place);
  const {processes, isWhole} = viewOf(await readProcessTable(), place.pidNamespace, here);
  const isThere = processes.some(
    ({inside, startTime}) => inside.pid === place.pid && startTime === place.startTime,
  );
  return isThere || (isWhole ? false : undefined);
}
