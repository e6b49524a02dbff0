import type {RunEvent} from '../../src/vocabulary/event.ts';
import {event, runStarted, type MadeTask} from './made-run.ts';

/** A task with its duration. */
export interface PlayedTask extends MadeTask {
  readonly ms: number;
  /** The time from its start until its command runs. */
  readonly startingMs?: number;
}

/**
 * The events of a run with exact durations, a slot for each task, and no lost time. Computed independently of the
 * timeline, millisecond by millisecond.
 */
export function played(tasks: Readonly<Record<string, PlayedTask>>): readonly RunEvent[] {
  const events: RunEvent[] = [runStarted(tasks)];
  const startedAt = new Map<string, number>();
  const running = new Set<string>();
  const done = new Set<string>();
  /** Whether `ms` have passed since the start of a task. */
  const hasHad = (name: string, ms = 0, at: number): boolean => at >= (startedAt.get(name) ?? Infinity) + ms;
  const isMet = (need: NonNullable<PlayedTask['needs']>[number], at: number): boolean => {
    const {task, condition} = typeof need === 'string' ? {task: need, condition: 'ready'} : need;
    return condition === 'started' ? hasHad(task, tasks[task]?.startingMs, at) : done.has(task);
  };
  for (let at = 0; done.size < Object.keys(tasks).length; at++) {
    for (let before = -1; before < events.length;) {
      before = events.length;
      for (const [name, {ms, startingMs = 0, needs = []}] of Object.entries(tasks)) {
        if (!startedAt.has(name) && needs.every(need => isMet(need, at))) {
          startedAt.set(name, at);
          events.push(event(at, 'task-started', name));
        }
        if (hasHad(name, startingMs, at) && !running.has(name)) {
          running.add(name);
          events.push(event(at, 'task-running', name));
        }
        if (hasHad(name, ms, at) && !done.has(name)) {
          done.add(name);
          events.push(event(at, 'task-done', name));
        }
      }
    }
  }
  return [...events, event(events.at(-1)?.at ?? 0, 'run-ready')];
}

/** The longest chain of needs, and its lead over the second longest, by comparing all chains. */
export function longestChain(
  tasks: Readonly<Record<string, {readonly needs?: readonly string[]; readonly ms: number}>>,
): {
  readonly chain: readonly string[];
  readonly ms: number;
  readonly leadMs: number;
} {
  const chains: {readonly chain: readonly string[]; readonly ms: number}[] = [];
  const visit = (name: string, after: readonly string[], ms: number): void => {
    const {needs = [], ms: own = 0} = tasks[name] ?? {};
    const chain = [name, ...after];
    if (needs.length === 0) chains.push({chain, ms: ms + own});
    for (const need of needs) visit(need, chain, ms + own);
  };
  for (const name of Object.keys(tasks)) visit(name, [], 0);
  const [first, second] = chains.sort((one, other) => other.ms - one.ms);
  return {chain: first?.chain ?? [], ms: first?.ms ?? 0, leadMs: (first?.ms ?? 0) - (second?.ms ?? 0)};
}
