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
  /** Whether the theme is dark, which affects exact colours. */
  readonly isDark: boolean;
  readonly onSelect: () => void;
}

/** Maximum number of characters in a row; the details of a line show all of them. */
const MOST_CHARACTERS = 2_000;

/** A line of a log. A class component, for `shouldComponentUpdate`, since most rows are unchanged in most frames. */
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

/** Number of hues, which are defined in log.css. */
const HUES = 12;

/** The hue for a task, so that its lines stand out from others. The same name always has the same hue. */
function taskHue(task: string): number {
  let hash = 0;
  for (let at = 0; at < task.length; at++) hash = (hash * 31 + task.charCodeAt(at)) >>> 0;
  return hash % HUES;
}
