import {viewOf} from './namespace-view.ts';
import {isSame, type Here, type ProcessPlace} from './process-identity.ts';
import {readProcessTable} from './process-table.ts';

/**
 * Whether that very process lives, in whatever pid namespace it is; `undefined` if that cannot be seen from `here`. No
 * process outlives a boot.
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
