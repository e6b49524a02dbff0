import {currentPercent} from '../../../runs/current-percent.ts';
import type {Listing} from '../../../runs/list-runs.ts';
import {systemClock} from '../../../processes/system-clock.ts';
import type {ListedRun} from '../../../schema/run-list.ts';
import {canRedraw, wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {openSink} from '../../open-sink.ts';
import {endOnLoss} from '../../lost-output.ts';
import {listenToSignals} from '../../signals.ts';
import {createScreen} from '../../views/run/screen.ts';
import {screenRow, type Piece} from '../../views/run/screen-row.ts';
import {listJson} from '../../views/runs/json.ts';
import {runTable} from '../../views/runs/table.ts';
import type {Sink} from '../../sink.ts';

/** Refresh interval. */
const PERIOD_MS = 1_000;

/** Shows the runs until a signal. Redraws a terminal; otherwise prints JSON lines, or a table after each change. */
export async function watchRuns(
  list: (more: Partial<Listing>) => Promise<readonly ListedRun[]>,
  {format, areNamed}: {readonly format: 'text' | 'json'; readonly areNamed: boolean},
  cli: CliContext,
): Promise<number> {
  const signals = listenToSignals([cli.stdout, cli.stderr]);
  const sink = openSink(cli.stdout, endOnLoss);
  const show = format === 'json' ? jsonLines(sink) : tables(sink, areNamed, cli);
  const cpuPercent = currentPercent();
  try {
    while (!signals.first.aborted) {
      show(await list({cpuPercent}));
      // Waits for a slow reader or a paused terminal.
      await Promise.race([sink.pendingBelow(1), fired(signals.first)]);
      await systemClock.sleep(PERIOD_MS, signals.first);
    }
    return 0;
  } finally {
    signals.onlyOutputLeft();
    await sink.close();
    signals.close();
  }
}

type Show = (runs: readonly ListedRun[]) => void;

function jsonLines(sink: Sink): Show {
  return runs => void sink.write(`${listJson(runs)}\n`);
}

function tables(sink: Sink, areNamed: boolean, cli: CliContext): Show {
  const {stdout} = cli;
  const color = wantsColor(cli, stdout);
  const rowsOf = (runs: readonly ListedRun[]): readonly (readonly Piece[])[] =>
    runs.length > 0 ? runTable(runs, {cwd: cli.cwd, areNamed}) : [[{text: 'no run is up', format: 'dim'}]];
  if (!canRedraw(cli, stdout))
    return changedTables(sink, runs => rowsOf(runs).map(row => screenRow(row, {columns: Infinity, color})));
  const screen = createScreen(sink);
  return runs => {
    const {rows: height = 24, columns = 80} = stdout;
    const rows = rowsOf(runs).map(row => screenRow(row, {columns, color}));
    screen.draw([], clipped(rows, height - 1), columns);
  };
}

/** Limits rows to the height of the screen, since rows that have scrolled away cannot be redrawn. */
function clipped(rows: readonly string[], height: number): readonly string[] {
  if (rows.length <= height) return rows;
  return [...rows.slice(0, height - 1), `… ${rows.length - height + 1} more lines`];
}

function changedTables(sink: Sink, textOf: (runs: readonly ListedRun[]) => readonly string[]): Show {
  let shown = '';
  return runs => {
    const changed = JSON.stringify(runs.map(withoutFigures));
    if (changed !== shown) sink.write(`${textOf(runs).join('\n')}\n\n`);
    shown = changed;
  };
}

/** A run without figures that change all the time. */
function withoutFigures({run, state, tasks}: ListedRun): unknown {
  return [
    run,
    state,
    tasks.map(({task, state: own, pid, container, restarts}) => [task, own, pid, container, restarts]),
  ];
}

async function fired(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
}
