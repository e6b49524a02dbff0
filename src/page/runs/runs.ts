import {computed, signal} from '@preact/signals';
import type {RunsLine, RunSummary} from '../../schema/ui-api.ts';
import {onConnected, onLost} from '../api/connection.ts';
import {follow} from '../api/follow.ts';
import {announce} from '../shell/announce.ts';

/** All runs on this machine by id; `undefined` until they are known. */
const byId = signal<ReadonlyMap<string, RunSummary> | undefined>(undefined);

/** All runs: live runs first, then newest first; `undefined` until they are known. */
export const runs = computed(() => byId.value && [...byId.value.values()].toSorted(byImportance));

/** A run by id; `undefined` if it does not exist or is not known yet. */
export function runById(id: string): RunSummary | undefined {
  return byId.value?.get(id);
}

/** Whether the process of a run exists. */
export function isLive({pid, state}: RunSummary): boolean {
  return pid !== null && state !== 'dead';
}

/** Follows all runs while the page is open. */
export function followRuns(): void {
  void follow<RunsLine>(
    {path: 'runs?follow', onStart: onConnected, onLines: lines => lines.forEach(receive), onLost},
    new AbortController().signal,
  );
}

function receive(line: RunsLine): void {
  const next = new Map(byId.value);
  switch (line.type) {
    case 'runs':
      byId.value = new Map(line.runs.map(run => [run.id, run]));
      return;
    case 'run':
      if (next.get(line.run.id)?.state !== line.run.state)
        announce(`run ${line.run.name}: ${line.run.state}`);
      next.set(line.run.id, line.run);
      break;
    case 'run-gone':
      next.delete(line.id);
      break;
  }
  byId.value = next;
}

function byImportance(one: RunSummary, other: RunSummary): number {
  const live = Number(isLive(other)) - Number(isLive(one));
  return live === 0 ? (other.startedAt ?? '').localeCompare(one.startedAt ?? '') : live;
}
