import {readStatus} from '../history/read-events.ts';
import {MASK} from '../runner/masker.ts';
import type {KnownRun} from '../runs/known-run.ts';
import type {ReportedOutputs} from '../schema/outputs-report.ts';

/** Reads the outputs of tasks from the events of a run, where secrets are masked. */
export async function maskedOutputs({dir}: KnownRun): Promise<ReadonlyMap<string, ReportedOutputs>> {
  const {tasks = []} = (await readStatus(dir)) ?? {};
  return new Map(
    tasks.map(({task, outputs}) => {
      const entries = Object.entries(outputs);
      const isMasked = ([, value]: readonly [string, string]): boolean => value.includes(MASK);
      const masked = entries.filter(isMasked).map(([name]) => name);
      return [task, {values: Object.fromEntries(entries.filter(entry => !isMasked(entry))), masked}];
    }),
  );
}
