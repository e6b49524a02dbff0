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

/** One line for an event: the name of the task, and the text without sequences that a terminal or CI would interpret. */
export function eventLine({who, mark, words}: EventText, style: LineStyle): string {
  const text = mark === '|' ? printableLine(words, style) : printable(words);
  return `${namePrefix(printable(who), style)}${mark} ${style.obeysCommands ? withoutCommands(text) : text}`;
}
