import type {Place} from '../../places/place.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import type {MadeRecord} from '../../vocabulary/journal-record.ts';
import {whyLeft, type Leftover} from '../../vocabulary/leftover.ts';
import {toolFailure} from '../../vocabulary/make-failure.ts';
import type {DownContext, UpContext} from '../task-context.ts';
import {claimName} from './names.ts';

/** Claims a kept volume for this run. @throws TaskError `docker`, `kubernetes` if another run uses it */
export async function claimVolume({address, kind}: Place, name: string, context: UpContext): Promise<void> {
  const {run, file, task, signal, services} = context;
  const result = await services.leases.claim(claimName(address, name), {
    ...{run: run.id, file: file.path, task, signal},
    record: async claim => await context.record({made: 'lease', ...claim}),
  });
  if (!('holder' in result)) return;
  const {holder} = result;
  const who = holder ? `run ${holder.run} of ${holder.file}` : 'an unreadable claim';
  const next = 'stop that run first, or set `shared: true` if both can use it at the same time';
  const why = `${who} is using it; ${next}`;
  throw new TaskError(toolFailure(kind, {task, doing: `use volume \`${name}\``, why}));
}

/** Releases the claims on kept volumes. */
export async function releaseVolumes(
  made: readonly MadeRecord[],
  context: DownContext,
): Promise<readonly Leftover[]> {
  const leases = made.filter(record => record.made === 'lease');
  const leftovers = await Promise.all(
    leases.map(async lease => {
      if (context.isStillUsed) return [claimLeft(lease.claim, 'a leftover may still use it', context)];
      try {
        await context.services.leases.release(lease);
        return [];
      } catch (error) {
        return [claimLeft(lease.claim, whyLeft(error), context)];
      }
    }),
  );
  return leftovers.flat();
}

function claimLeft(claim: string, why: string, {run}: DownContext): Leftover {
  return {what: `claim ${claim}`, why, command: `bottle down --forget ${run.id}`};
}
