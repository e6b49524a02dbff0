import type {LifeLimits} from '../../../runner/limit-life.ts';
import type {CliContext} from '../../context.ts';
import {chooseTasks, type Chosen} from '../choose-tasks.ts';
import {writableState} from '../writable-state.ts';
import type {RunCall} from './flags.ts';
import {lifeLimits} from './life-limits.ts';

/** The inputs of a run that depend on the call. */
export interface PreparedRun {
  readonly chosen: Chosen;
  readonly limits: LifeLimits;
  readonly stateDir: string;
}

/** Reads the file and checks the call. If there is an error, prints it and returns `undefined`. */
export async function prepareRun(
  args: readonly string[],
  flags: RunCall,
  cli: CliContext,
): Promise<PreparedRun | undefined> {
  const chosen = await chooseTasks(args, flags, cli);
  const limits = chosen && (await lifeLimits(flags, cli));
  const stateDir = limits && (await writableState(cli));
  return chosen && limits && stateDir !== undefined ? {chosen, limits, stateDir} : undefined;
}
