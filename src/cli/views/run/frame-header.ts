import type {RunStatus} from '../../../history/run-status.ts';
import type {TaskSnapshot} from '../../../history/task-snapshot.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {formatSeconds} from '../../text/format-seconds.ts';
import type {FrameScreen} from './frame-screen.ts';
import {screenRow, widthOf, type Piece} from './screen-row.ts';

/** `shop  12/32 ready · 4 starting · 16 waiting · 8 s   Ctrl-C stops`; parts that do not fit are omitted from the right. */
export function headerRow(status: RunStatus, screen: FrameScreen): string {
  const name: Piece = {text: `${printable(status.started?.name ?? '')}  `, format: 'bold'};
  const isUp = status.phase === 'starting' || status.phase === 'ready';
  const hint: Piece = {
    text: `   ${(isUp ? screen.hint : undefined) ?? HINTS[status.phase]}`,
    format: 'dim',
  };
  const counts = [...countsOf(status), ...elapsedOf(status, screen)];
  const pieces = counts.flatMap((piece, at) => (at === 0 ? [piece] : [{text: ' · '}, piece]));
  const fits = widthOf([name, ...pieces, hint].map(({text}) => text).join('')) <= screen.columns;
  return screenRow([name, ...pieces, ...(fits ? [hint] : [])], screen);
}

const HINTS = {
  starting: 'Ctrl-C to stop',
  ready: 'Ctrl-C to stop',
  stopping: 'Ctrl-C again to skip grace periods',
  ended: '',
} as const;

function countsOf({phase, tasks}: RunStatus): readonly Piece[] {
  const count = (fits: (task: TaskSnapshot) => boolean): number => tasks.filter(fits).length;
  const number = (...statuses: readonly TaskSnapshot['status'][]): number =>
    count(({status}) => statuses.includes(status));
  const failed: Piece = {text: `${count(({problem}) => problem !== undefined)} failed`, format: 'red'};
  const torn = count(({isTornDown}) => isTornDown);
  const gone = count(({isTornDown, isRemoved}) => isTornDown && isRemoved);
  const pieces: readonly Piece[] =
    phase === 'stopping' || phase === 'ended'
      ? [{text: `${gone}/${torn} stopped`}, failed, {text: `${number('stopping')} stopping`}]
      : [
          {text: `${number('ready', 'done', 'exited')}/${tasks.length} ready`},
          failed,
          {text: `${number('starting', 'running', 'probing', 'restarting')} starting`},
          {text: `${number('stopping')} stopping`},
          {text: `${number('waiting')} waiting`},
          {text: `${number('skipped')} skipped`},
          {text: `${number('cancelled')} cancelled`},
          {text: `${number('stopped')} stopped`},
        ];
  return pieces.filter(({text}, at) => at === 0 || !text.startsWith('0 '));
}

/** The elapsed time, but not for a ready run, whose frame would change only because of the clock. */
function elapsedOf({phase, phaseAtMs}: RunStatus, {atMs}: FrameScreen): readonly Piece[] {
  const isMoving = phase === 'starting' || phase === 'stopping';
  return isMoving ? [{text: formatSeconds(atMs - phaseAtMs)}] : [];
}
