import {styleText} from 'node:util';
import type {Plan} from '../../../schema/plan.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {Line} from '../../text/wrap-lines.ts';

export interface PlanTextOptions {
  readonly color: boolean;
  /** Columns of the terminal; `Infinity` where nothing is to be wrapped. */
  readonly width: number;
  /** The folder that printed paths are relative to. */
  readonly cwd: string;
  /** Which tasks a long plan shows whole. */
  readonly whole: 'all' | readonly string[];
}

/** Shared by the sections of a plan's text. */
export interface Writing {
  readonly plan: Plan;
  readonly options: PlanTextOptions;
  /** Whether only the named tasks are shown whole. */
  readonly isFolded: boolean;
  /** Of the column of names. */
  readonly nameWidth: number;
}

/** How many waves, or groups of the teardown, are shown at either end of a long plan. */
export const FOLDED_ENDS = 10;

export function line(text: string, hang = 4): Line {
  return {text, hang};
}

export function heading(options: PlanTextOptions, text: string): Line {
  return line(paint(options, 'bold', text));
}

export function paint({color}: PlanTextOptions, format: 'bold' | 'dim', text: string): string {
  return color ? styleText(format, text, {validateStream: false}) : text;
}

/** A value in one line, without what would move the cursor. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\r?\n/g, ' ⏎ '));
}
