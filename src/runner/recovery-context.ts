import {bootAndNamespace} from '../processes/process-identity.ts';
import {thisProcess} from '../state/owner.ts';
import {kinds} from '../tasks/registry.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {RunId} from '../vocabulary/ids.ts';
import {definedOnly} from './command-environment.ts';
import {takeDownDeadRun, type Undertaker} from './dead-runs.ts';
import {createStopBudget} from './stop-budget.ts';
import {openOutside} from './open-outside.ts';

/** Inputs of a recovery that is not part of a run. */
export interface RecoveryOptions {
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
  /** Aborted to skip grace periods. */
  readonly hurry: AbortSignal;
  readonly onEvent: (event: RunEventBody) => void;
}

/** Gives `work` what tearing down dead runs takes. */
export async function withRecovery<T>(
  {env, stateDir, hurry, onEvent}: RecoveryOptions,
  work: (context: Undertaker) => Promise<T>,
): Promise<T> {
  const observer = {stateDir, here: await bootAndNamespace()};
  const {outside, close} = openOutside({
    // A recovery only releases; the owner is of what a run claims.
    owner: {run: 'recovery' as RunId, file: '', ...(await thisProcess())},
    observer,
    retire: async ({run}) => await takeDownDeadRun(run, context),
    dir: stateDir,
    isSecret: () => false,
    env,
  });
  const budget = createStopBudget(outside.clock, hurry);
  const context: Undertaker = {
    ...{observer, kinds, outside, budget},
    env: definedOnly(env),
    emit: onEvent,
  };
  try {
    return await work(context);
  } finally {
    await close();
  }
}
