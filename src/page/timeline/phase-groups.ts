import type {PhaseName} from '../../timeline/timeline.ts';

/** Groups of phases with the same colour. */
export type PhaseGroup = 'wait' | 'slot' | 'work' | 'probe' | 'up' | 'stop';

export const PHASE_GROUPS: readonly {readonly name: PhaseGroup; readonly label: string}[] = [
  {name: 'wait', label: 'waiting for needs'},
  {name: 'slot', label: 'for a slot'},
  {name: 'work', label: 'starting'},
  {name: 'probe', label: 'probing'},
  {name: 'up', label: 'up'},
  {name: 'stop', label: 'stopping'},
];

export const GROUP_OF: Readonly<Record<PhaseName, PhaseGroup>> = {
  ...{needs: 'wait', dependency: 'wait', orphans: 'slot', slot: 'slot', starting: 'work', running: 'work'},
  ...{probing: 'probe', up: 'up', restarting: 'stop', stopping: 'stop'},
};
