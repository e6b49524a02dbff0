import {printable, printableLine} from '../../../vocabulary/printable.ts';
import {withoutCommands} from '../../text/ci-log.ts';
import type {EventText} from './event-text.ts';
import {namePrefix} from './name-prefix.ts';

/** How lines are printed. */
export interface LineStyle {
  /** Of the column of names. */
  readonly width: number;
  readonly color: boolean;
  /** Whether the lines go into a log of CI that obeys commands. */
  readonly obeysCommands: boolean;
}

/** One line for an event: the name of the task, the time if it is to be shown, and the text without sequences that a terminal or CI would interpret. */
export function eventLine({who, mark, text}: EventText, style: LineStyle, time = ''): string {
  const shown = mark === '|' ? printableLine(text, style) : printable(text);
  return `${namePrefix(printable(who), style)}${mark} ${time}${style.obeysCommands ? withoutCommands(shown) : shown}`;
}
