import {styleText} from 'node:util';
import {homeDirectory} from '../../../processes/home-directory.ts';
import {knownRuns} from '../../../runs/known-run.ts';
import {listedRuns, type Listing} from '../../../runs/list-runs.ts';
import type {ListedRun} from '../../../schema/run-list.ts';
import type {Observer} from '../../../state/owner.ts';
import {wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {headline} from '../../text/failure-text.ts';
import {listJson} from '../../views/runs/json.ts';
import {runTable} from '../../views/runs/table.ts';
import {observerOf} from '../run-lookup.ts';

/** The flags of `bottle ps`, as commander gives them. */
export interface PsFlags {
  readonly all?: boolean;
  readonly watch?: boolean;
  readonly format: 'text' | 'json';
}

/** `bottle ps`: always 0. */
export async function psCommand(
  {all = false, watch = false, format}: PsFlags,
  world: CliContext,
): Promise<number> {
  const observer = await observerOf(world);
  const {env} = world;
  const engines = {env, home: homeDirectory(env) ?? '/', platform: process.platform};
  const list = async (more: Partial<Listing> = {}): Promise<readonly ListedRun[]> =>
    await listRuns(observer, {all}, {...engines, here: observer.here, headline, ...more});
  if (watch) {
    const {watchRuns} = await import('./watch.ts');
    return await watchRuns(list, format, world);
  }
  const runs = await list();
  world.stdout.write(format === 'json' ? `${listJson(runs, 2)}\n` : plainTable(runs, {all}, world));
  return 0;
}

async function listRuns(
  observer: Observer,
  {all}: {readonly all: boolean},
  listing: Listing,
): Promise<readonly ListedRun[]> {
  const runs = await knownRuns(observer);
  return await listedRuns(
    runs.filter(({state}) => all || state !== 'ended'),
    listing,
  );
}

function plainTable(runs: readonly ListedRun[], {all}: {readonly all: boolean}, world: CliContext): string {
  if (runs.length === 0)
    return all ? 'there are no runs\n' : 'no run is up; `bottle ps --all` lists those that have ended\n';
  const color = wantsColor(world, world.stdout);
  const rows = runTable(runs, world).map(row =>
    row
      .map(({text, format}) => (color && format ? styleText(format, text, {validateStream: false}) : text))
      .join('')
      .trimEnd(),
  );
  return rows.map(row => `${row}\n`).join('');
}
