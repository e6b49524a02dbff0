import type {LoggedEvent} from '../../../history/event-log.ts';
import {printableLine} from '../../../vocabulary/printable.ts';
import {withoutCommands} from '../../text/ci-log.ts';
import {eventLine, type LineStyle} from '../../views/run/event-line.ts';
import {eventText, type EventText} from '../../views/run/event-text.ts';
import {longestName} from '../../views/run/name-prefix.ts';

/** Options for printing logs. */
export interface LogStyle extends Omit<LineStyle, 'width'> {
  /** The tasks whose lines are printed. */
  readonly names: readonly string[];
  readonly prefix: boolean;
  readonly timestamps: boolean;
}

/** Formats an event as a line; `undefined` if the event is not printed. */
export function logText(style: LogStyle): (event: LoggedEvent) => string | undefined {
  const lines: LineStyle = {...style, width: longestName(style.names)};
  return event => {
    const text = textOf(event);
    if (text === undefined) return undefined;
    const time = style.timestamps ? `${event.time} ` : '';
    if (style.prefix) return eventLine(text, lines, time);
    const alone = `${time}${printableLine(text.text, lines)}`;
    return style.obeysCommands ? withoutCommands(alone) : alone;
  };
}

/** The text of an event. Unlike the views of a run, includes the console of machines. */
function textOf(event: LoggedEvent): EventText | undefined {
  return event.type === 'task-output' ? {who: event.task, mark: '|', text: event.line} : eventText(event);
}
