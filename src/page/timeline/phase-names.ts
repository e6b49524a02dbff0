import type {PhaseName, Saving} from '../../timeline/timeline.ts';
import {formatDuration} from '../../vocabulary/duration.ts';

/** The phases as text. */
export const PHASE_LABELS: Readonly<Record<PhaseName, string>> = {
  needs: 'waiting for needs',
  slot: 'waiting for a slot',
  orphans: 'waiting for orphans to be removed',
  dependency: 'waiting for the restart of a dependency',
  starting: 'starting',
  running: 'running',
  probing: 'probing',
  up: 'up',
  restarting: 'restarting',
  stopping: 'stopping',
};

/** Phases that have a colour in common. */
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

/** The change that would save most, as a sentence. */
export function savingText(saving: Saving): string {
  const earlier = `everything would have been ready ${formatDuration(saving.ms)} earlier`;
  return saving.what === 'need'
    ? `If \`${saving.task}\` did not need \`${saving.need}\`, ${earlier}.`
    : `With \`jobs: ${saving.jobs}\`, ${earlier}.`;
}
