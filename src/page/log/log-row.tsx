import {Component} from 'preact';
import {clockTime} from '../parts/times.ts';
import {LineText} from './line-text.tsx';
import type {Marks} from './find-marks.ts';
import type {LogLine} from './log-store.ts';

interface LogRowProps {
  readonly number: number;
  readonly line: LogLine | undefined;
  readonly isCurrent: boolean;
  readonly marks: Marks | undefined;
  readonly showsTask: boolean;
  /** Exact colours depend on it. */
  readonly isDark: boolean;
  readonly onSelect: () => void;
}

/** The details of a line show the rest. */
const MOST_CHARACTERS = 2_000;

/** A line of a log. A class, since it alone can tell that a row is as before: most rows are, in most frames. */
export class LogRow extends Component<LogRowProps> {
  override shouldComponentUpdate(next: LogRowProps): boolean {
    const {line, isCurrent, marks, showsTask, isDark} = this.props;
    return (
      next.line !== line ||
      next.isCurrent !== isCurrent ||
      next.marks !== marks ||
      next.showsTask !== showsTask ||
      next.isDark !== isDark
    );
  }

  override render({number, line, isCurrent, marks, showsTask, onSelect}: LogRowProps) {
    if (!line) return null;
    return (
      <div
        id={`line-${number}`}
        class={`log-row is-${line.stream}`}
        role="option"
        aria-selected={isCurrent}
        onClick={onSelect}
      >
        <span class="log-time">{clockTime(line.timeMs)}</span>
        {showsTask && <span class={`log-task is-hue-${taskHue(line.task)}`}>{line.task}</span>}
        <span class="log-text">
          <LineText text={line.text} marks={marks} most={MOST_CHARACTERS} />
        </span>
      </div>
    );
  }
}

/** How many hues there are; log.css has them. */
const HUES = 12;

/** The number of a hue for a task, always the same for the same name, so that its lines are found among those of others. */
function taskHue(task: string): number {
  let hash = 0;
  for (let at = 0; at < task.length; at++) hash = (hash * 31 + task.charCodeAt(at)) >>> 0;
  return hash % HUES;
}
