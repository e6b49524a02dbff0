import {isUnicodeSupported, Listr} from 'listr2';
import {taskOf, type RunStatus} from '../../../history/run-status.ts';
import type {RunEvent} from '../../../vocabulary/event.ts';
import {probedOutputs} from './addresses.ts';
import {eventLine, type LineStyle} from './event-line.ts';
import {eventText} from './event-text.ts';
import {frame, isActive} from './frame.ts';
import {LiveRenderer} from './live-renderer.ts';
import {lazyStatus} from './lazy-status.ts';
import {longestName} from './name-prefix.ts';
import {createScreen} from './screen.ts';
import {scrolledLines} from './scrolled-lines.ts';
import type {Sink} from '../../sink.ts';
import type {View} from './view.ts';

/** The terminal for the live view. */
export interface LiveTerminal {
  readonly sink: Sink;
  size(): {readonly rows: number; readonly columns: number};
  onResize(refresh: () => void): void;
  /** See FrameScreen. */
  readonly hint?: string;
}

/**
 * The live view for terminals: output and progress of tasks scroll by, and the last rows show the state of the run (see frame.ts). Listr2
 * drives it with a custom renderer while the view owns the terminal.
 *
 *     run-started ─▶ live ─▶ freeTerminal ─▶ (silent) ─▶ terminal-released, takeTerminal ─▶ live ─▶ close
 */
export function terminalView(terminal: LiveTerminal, options: Omit<LineStyle, 'width'>): View {
  const {sink, hint} = terminal;
  const state = lazyStatus();
  const screen = createScreen(sink);
  const lines = scrolledLines();
  let style: LineStyle = {...options, width: longestName([])};
  let zeroMs: number | undefined;
  let rows: readonly string[] = [];
  let live: LiveList | undefined;

  /** Prints new lines above the unchanged rows, unless the terminal is still busy. */
  const print = (): void => {
    if (sink.pending() > 0) return;
    const printed = lines.take().flatMap(event => lineOf(event, state.current(), style) ?? []);
    screen.draw(printed, rows, terminal.size().columns);
  };
  const draw = (): boolean => {
    const {rows: height, columns} = terminal.size();
    const atMs = performance.now() - (zeroMs ?? 0);
    const unicode = isUnicodeSupported();
    if (sink.pending() === 0)
      rows = frame(state.current(), {
        ...{rows: height, columns, atMs, unicode, color: style.color},
        ...(hint !== undefined && {hint}),
      });
    print();
    return sink.pending() > 0 || moves(state.current());
  };
  const finish = async (): Promise<void> => {
    const open = live;
    live = undefined;
    await open?.close();
    rows = [];
    await sink.pendingBelow(1);
    print();
    await sink.pendingBelow(1);
  };
  terminal.onResize(() => live?.refresh());

  return {
    onEvent(event) {
      // Past events of a run that began earlier arrive faster than they happened.
      zeroMs = Math.min(zeroMs ?? Infinity, performance.now() - event.at);
      state.add(event);
      if (event.type === 'run-started')
        style = {...style, width: longestName(event.tasks.map(({task}) => task))};
      if (event.type === 'run-started' || event.type === 'terminal-released') live ??= liveList(draw);
      // While another program owns the terminal, output is dropped; bottle's own messages are shown afterwards.
      if (!live && event.type === 'task-output') lines.drop();
      else if (!SILENT.has(event.type)) lines.add(event);
      if (live && lines.length >= PRINTED_AT_ONCE) print();
      live?.refresh();
    },
    backpressure: () => undefined,
    freeTerminal: finish,
    takeTerminal() {
      live ??= liveList(draw);
    },
    async close() {
      await finish();
      await sink.close();
    },
  };
}

/** Lines are printed before the next frame once this many are waiting. */
const PRINTED_AT_ONCE = 500;

/** Events that only change the rows, or that are only for programs. */
const SILENT: ReadonlySet<RunEvent['type']> = new Set([
  ...(['task-waiting', 'task-started', 'task-running', 'task-probing', 'task-progressed'] as const),
  ...(['task-cancelled', 'probe-started'] as const),
  ...(['probe-attempted', 'probe-passed', 'terminal-taken', 'terminal-released'] as const),
  ...(['teardown-started', 'task-stopping', 'task-stop-progressed', 'task-stopped'] as const),
]);

function lineOf(event: RunEvent, status: RunStatus, style: LineStyle): string | undefined {
  const isUp = event.type === 'task-ready' || event.type === 'task-done';
  const probes = isUp ? (taskOf(status, event.task)?.probes ?? []) : [];
  const text = eventText(isUp ? {...event, outputs: {...probedOutputs(probes), ...event.outputs}} : event);
  return text && eventLine(text, style);
}

/** Whether the rows contain a running clock. */
function moves({phase, tasks}: RunStatus): boolean {
  return phase === 'ready' || phase === 'ended' ? tasks.some(isActive) : tasks.length > 0;
}

/** A Listr2 list that keeps the renderer running until it is closed. */
interface LiveList {
  refresh(): void;
  /** Settles when nothing more is drawn. */
  close(): Promise<void>;
}

function liveList(draw: () => boolean): LiveList {
  let refresh = (): void => undefined;
  let close = (): void => undefined;
  const closed = new Promise<void>(resolve => (close = resolve));
  const list = new Listr<unknown, typeof LiveRenderer>([{title: 'run', task: async () => await closed}], {
    renderer: LiveRenderer,
    rendererOptions: {draw, onRender: (ask: () => void) => void (refresh = ask)},
    registerSignalListeners: false,
  });
  const finished = list.run();
  return {
    refresh: () => refresh(),
    async close() {
      close();
      await finished;
    },
  };
}
