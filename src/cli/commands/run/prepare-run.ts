import type {LifeLimits} from '../../../runner/limit-life.ts';
import type {CliContext} from '../../context.ts';
import {chooseTasks, type Chosen} from '../choose-tasks.ts';
import {writableState} from '../writable-state.ts';
import type {RunCall} from './flags.ts';
import {lifeLimits} from './life-limits.ts';

/** Inputs of a run that a call determines. */
export interface PreparedRun {
  readonly chosen: Chosen;
  readonly limits: LifeLimits;
  readonly stateDir: string;
}

/** Reads the file and checks the call; `undefined` if there is an error, which has been printed. */
export async function prepareRun(
  args: readonly string[],
  flags: RunCall,
  world: CliContext,
): Promise<PreparedRun | undefined> {
  const chosen = await chooseTasks(args, flags, world);
  const limits = chosen && (await lifeLimits(flags, world));
  const stateDir = limits && (await writableState(world));
  return chosen && limits && stateDir !== undefined ? {chosen, limits, stateDir} : undefined;
}
