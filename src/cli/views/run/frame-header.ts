import {printable} from '../../../vocabulary/printable.ts';
import {formatSeconds} from '../../text/format-seconds.ts';
import type {FrameScreen} from './frame-screen.ts';
import type {RunState, TaskState} from './state.ts';
import {screenRow, widthOf, type Piece} from './screen-row.ts';

/** `shop  12/32 ready · 4 starting · 16 waiting · 8 s   Ctrl-C stops`; what does not fit is left out from the right. */
export function headerRow(state: RunState, screen: FrameScreen): string {
  const name: Piece = {text: `${printable(state.name)}  `, format: 'bold'};
  const hint: Piece = {text: `   ${HINTS[state.phase]}`, format: 'dim'};
  const counts = [...countsOf(state), ...elapsedOf(state, screen)];
  const pieces = counts.flatMap((piece, at) => (at === 0 ? [piece] : [{text: ' · '}, piece]));
  const fits = widthOf([name, ...pieces, hint].map(({text}) => text).join('')) <= screen.columns;
  return screenRow([name, ...pieces, ...(fits ? [hint] : [])], screen);
}

const HINTS = {
  starting: 'Ctrl-C to stop',
  ready: 'Ctrl-C to stop',
  stopping: 'Ctrl-C again to skip grace periods',
} as const;

function countsOf({phase, tasks}: RunState): readonly Piece[] {
  const all = [...tasks.values()];
  const count = (fits: (task: TaskState) => boolean): number => all.filter(fits).length;
  const number = (status: TaskState['status']): number => count(task => task.status === status);
  const failed: Piece = {text: `${count(({failure}) => failure !== undefined)} failed`, format: 'red'};
  const torn = count(({isTornDown}) => isTornDown);
  const gone = count(({isTornDown, status}) => isTornDown && GONE.has(status));
  const pieces: readonly Piece[] =
    phase === 'stopping'
      ? [{text: `${gone}/${torn} stopped`}, failed, {text: `${number('stopping')} stopping`}]
      : [
          {text: `${number('up')}/${all.length} ready`},
          failed,
          {text: `${number('starting')} starting`},
          {text: `${number('waiting')} waiting`},
          {text: `${number('skipped')} skipped`},
          {text: `${number('cancelled')} cancelled`},
        ];
  return pieces.filter(({text}, at) => at === 0 || !text.startsWith('0 '));
}

const GONE: ReadonlySet<TaskState['status']> = new Set(['stopped', 'failed', 'left-behind']);

/** Not of a run that is ready: nothing of it would change but the clock. */
function elapsedOf({phase, phaseAtMs}: RunState, {atMs}: FrameScreen): readonly Piece[] {
  return phase === 'ready' ? [] : [{text: formatSeconds(atMs - phaseAtMs)}];
}
