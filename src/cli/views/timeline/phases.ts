import {lengthMs} from '../../../timeline/task-times.ts';
import type {PhaseName, Timeline} from '../../../timeline/timeline.ts';

/** The look of a phase: its text, and its character (Unicode and ASCII) and colour in a terminal. */
interface PhaseLook {
  readonly text: string;
  readonly characters: readonly [string, string];
  readonly color: 'dim' | 'yellow' | 'cyan' | 'blue' | 'magenta' | 'green' | 'gray';
}

/** In legend order. */
export const PHASE_LOOKS: Readonly<Record<PhaseName, PhaseLook>> = {
  needs: {text: 'waiting for needs', characters: ['·', '.'], color: 'dim'},
  slot: {text: 'waiting for a slot', characters: ['░', ','], color: 'yellow'},
  orphans: {text: 'waiting for the cleanup of a dead run', characters: ['╌', '~'], color: 'yellow'},
  dependency: {text: 'waiting for a dependency to restart', characters: ['╎', ';'], color: 'yellow'},
  starting: {text: 'starting', characters: ['▒', 's'], color: 'cyan'},
  running: {text: 'running', characters: ['█', '#'], color: 'blue'},
  probing: {text: 'probing', characters: ['▓', '%'], color: 'magenta'},
  up: {text: 'up', characters: ['━', '='], color: 'green'},
  restarting: {text: 'waiting to restart', characters: ['┄', '-'], color: 'yellow'},
  stopping: {text: 'stopping', characters: ['▚', 'x'], color: 'gray'},
};

export const PHASE_NAMES = Object.keys(PHASE_LOOKS) as readonly PhaseName[];

/** The phases of a timeline that are longer than zero, in legend order. */
export function phasesIn({tasks, endMs}: Timeline): readonly PhaseName[] {
  const used = new Set(
    tasks.flatMap(({phases}) => phases.filter(phase => lengthMs(phase, endMs) > 0).map(({what}) => what)),
  );
  return PHASE_NAMES.filter(what => used.has(what));
}

/** Whether a task only waits in a phase. */
export function isWaiting(what: PhaseName): boolean {
  return what === 'needs' || what === 'slot' || what === 'orphans' || what === 'dependency';
}
