import {styleText} from 'node:util';
import type {Plan} from '../../../schema/plan.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {Line} from '../../text/wrap-lines.ts';

export interface PlanTextOptions {
  readonly color: boolean;
  /** Columns of the terminal; `Infinity` to disable wrapping. */
  readonly width: number;
  /** The folder that printed paths are relative to. */
  readonly cwd: string;
  /** The tasks that a long plan shows in full. */
  readonly whole: 'all' | readonly string[];
}

/** Context for the sections of a plan's text. */
export interface Writing {
  readonly plan: Plan;
  readonly options: PlanTextOptions;
  /** Whether only the named tasks are shown in full. */
  readonly isFolded: boolean;
  /** Width of the column of names. */
  readonly nameWidth: number;
}

/** How many waves, or groups of the teardown, are shown at each end of a long plan. */
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

/** Puts a value on one line, without control characters. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\r?\n/g, ' ⏎ '));
}
