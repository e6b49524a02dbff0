import {bootAndNamespace} from '../processes/process-identity.ts';
import {thisProcess} from '../state/owner.ts';
import type {Kind} from '../tasks/kind.ts';
import {kinds as allKinds} from '../tasks/registry.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import {recoveryId} from '../vocabulary/ids.ts';
import {definedOnly} from './command-environment.ts';
import {recoverDeadRun, type RecoveryContext} from './dead-runs.ts';
import {createStopBudget} from './stop-budget.ts';
import {openServices} from './open-services.ts';

/** Inputs of a recovery that is not part of a run. */
export interface RecoveryOptions {
  /** The environment of the bottle process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
  /** Aborted to skip grace periods. */
  readonly force: AbortSignal;
  readonly onEvent: (event: RunEventBody) => void;
  /** Default: all. */
  readonly kinds?: Readonly<Record<string, Kind>>;
}

/** Calls `work` with a recovery context, and closes it afterwards. */
export async function withRecovery<T>(
  {env, stateDir, force, onEvent, kinds = allKinds}: RecoveryOptions,
  work: (context: RecoveryContext) => Promise<T>,
): Promise<T> {
  const observer = {stateDir, here: await bootAndNamespace()};
  const {services, close} = openServices({
    // A recovery only releases claims, so this owner never appears on disk.
    owner: {run: recoveryId, file: '', ...(await thisProcess())},
    observer,
    recoverRun: async ({run}) => await recoverDeadRun(run, context),
    dir: stateDir,
    isSecret: () => false,
    env,
    warn: warning => onEvent({type: 'run-warned', warning}),
  });
  const budget = createStopBudget(services.clock, force);
  const context: RecoveryContext = {
    ...{observer, kinds, services, budget},
    env: definedOnly(env),
    emit: onEvent,
  };
  try {
    return await work(context);
  } finally {
    await close();
  }
}
