import {parsePool, poolMistake, type AddressPool} from '../leases/address-pool.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import type {Alias, AliasTask} from '../schema/tasks/alias.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';
import type {Kind} from './kind.ts';
import type {DownContext} from './task-context.ts';
import {whyLeft, type Leftover} from '../vocabulary/leftover.ts';

/** An `alias` task, ready to run. */
export interface AliasSpec {
  readonly pool: AddressPool;
  readonly waitMs: number;
}

/** Leases a loopback address that no other live run holds. Releases it after everything bound to it has stopped. */
export const alias: Kind<'alias', AliasSpec> = {
  name: 'alias',
  lifetime: () => 'service',
  keepsRunAlive: () => false,
  isReused: true,
  probeTargets: [],
  outputs: () => ['ip'],
  impliedNeeds: () => [],
  validate({alias}) {
    const message = poolMistake(poolText(alias));
    return message === undefined ? [] : [{key: ['alias', 'pool'], message}];
  },
  summary: ({alias}) => `lease an address of ${poolText(alias)}`,
  longestUpMs: waitMs,
  resolve: source => ({pool: parsePool(poolText(source.alias)), waitMs: waitMs(source)}),
  async up({pool, waitMs}, context) {
    const {task, run, file, signal, last} = context;
    const {address} = await context.services.leases.lease({
      ...{pool, run: run.id, file: file.path, task, waitMs, signal},
      ...(last?.ip !== undefined && {avoid: last.ip}),
      record: async claim => await context.record({made: 'lease', ...claim}),
      report: doing => context.report(doing),
    });
    return {outputs: {ip: address}, subject: {}};
  },
  async down(made, context) {
    const leases = made.filter(record => record.made === 'lease');
    const leftovers = await Promise.all(leases.map(async lease => await release(lease, context)));
    return leftovers.flat();
  },
};

const DEFAULT_POOL = '127.0.0.16-127.0.0.31';

/** The range of addresses from which a task leases. */
export function poolText({pool = DEFAULT_POOL}: Alias): string {
  return pool;
}

function waitMs({alias: {wait = '0s'}}: AliasTask): number {
  return parseDuration(wait);
}

type LeaseRecord = Extract<MadeRecord, {made: 'lease'}>;

async function release(
  {claim, nonce}: LeaseRecord,
  {services, isStillUsed, run}: DownContext,
): Promise<readonly Leftover[]> {
  if (isStillUsed) {
    const why = 'a leftover may still use it';
    return [{what: `address ${claim}`, why, command: `bottle down --forget ${run.id}`}];
  }
  try {
    await services.leases.release({claim, nonce});
    return [];
  } catch (error) {
    // The state directory may no longer be writable.
    const command = `rm '${services.leases.fileOf({claim, nonce})}'`;
    return [{what: `address ${claim}`, why: whyLeft(error), command}];
  }
}
