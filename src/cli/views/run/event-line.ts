import {printable, printableLine} from '../../../vocabulary/printable.ts';
import {withoutCommands} from '../../text/ci-log.ts';
import type {EventText} from './event-text.ts';
import {namePrefix} from './name-prefix.ts';

/** Options for printing lines. */
export interface LineStyle {
  /** Width of the column of names. */
  readonly width: number;
  readonly color: boolean;
  /** Whether the lines are printed to a CI log in which commands are executed. */
  readonly obeysCommands: boolean;
}

/** Formats an event as a line: optional time, task name, and text without sequences that a terminal or CI would interpret. */
export function eventLine({who, mark, text}: EventText, style: LineStyle, time = ''): string {
  const shown = mark === '|' ? printableLine(text, style) : printable(text);
  return `${namePrefix(printable(who), style)}${mark} ${time}${style.obeysCommands ? withoutCommands(shown) : shown}`;
}
