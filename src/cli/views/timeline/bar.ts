import type {Scale} from '../../../timeline/scale.ts';
import type {Phase, PhaseName} from '../../../timeline/timeline.ts';
import {isWaiting} from './phases.ts';

/** Adjacent cells with the same phase, or without a phase. */
export interface Stretch {
  readonly what: PhaseName | undefined;
  readonly cells: number;
}

/**
 * The cells of a bar, each with the phase that takes most of its time. If a task would have no active cell, its longest active
 * phase gets one.
 */
export function barOf(
  phases: readonly Phase[],
  {scale, endMs, width}: {readonly scale: Scale; readonly endMs: number; readonly width: number},
): readonly Stretch[] {
  const cells: (PhaseName | undefined)[] = new Array<undefined>(width).fill(undefined);
  const shares: number[] = new Array<number>(width).fill(0);
  const spans = phases.map(({what, fromMs, toMs = endMs}) => {
    return {what, from: scale.place(fromMs) * width, to: scale.place(toMs) * width};
  });
  for (const {what, from, to} of spans) {
    for (let at = Math.floor(from); at < Math.min(width, to); at++) {
      const share = Math.min(to, at + 1) - Math.max(from, at);
      if (share <= (shares[at] ?? 0)) continue;
      shares[at] = share;
      cells[at] = what;
    }
  }
  const active = spans
    .filter(({what}) => !isWaiting(what))
    .toSorted((a, b) => b.to - b.from - (a.to - a.from));
  const [longest] = active;
  if (longest && !cells.some(cell => cell !== undefined && !isWaiting(cell)))
    cells[Math.min(width - 1, Math.floor(longest.from))] = longest.what;
  return stretches(cells);
}

function stretches(cells: readonly (PhaseName | undefined)[]): readonly Stretch[] {
  const found: {what: PhaseName | undefined; cells: number}[] = [];
  for (const what of cells) {
    const last = found.at(-1);
    if (last?.what === what && last) last.cells++;
    else found.push({what, cells: 1});
  }
  return found;
}
