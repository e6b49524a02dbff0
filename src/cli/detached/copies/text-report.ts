import {printable} from '../../../vocabulary/printable.ts';
import {canRedraw, wantsColor} from '../../color.ts';
import type {RunFlags} from '../../commands/run/flags.ts';
import type {CliContext} from '../../context.ts';
import type {Losses} from '../../losses.ts';
import {openSink} from '../../open-sink.ts';
import {createScreen} from '../../views/run/screen.ts';
import {screenRow, type Piece} from '../../views/run/screen-row.ts';
import type {CopiesReport, ReportedCopies} from './copies-report.ts';
import {copyLine, detailLines, progressRow, summaryLines} from './copy-texts.ts';
import type {Copy} from './start-copy.ts';

/** How copies are reported. */
interface CopiesOutput extends Pick<Losses, 'onLoss'> {
  readonly format: RunFlags['format'];
}

/** Prints a line for each copy; on a terminal, also a row with the number of ready copies below them. */
export function textReport(
  {base, names}: ReportedCopies,
  {format, onLoss}: CopiesOutput,
  cli: CliContext,
): CopiesReport {
  const {print, close} = openPrinter({format, onLoss}, cli);
  const width = Math.max(...names.map(name => name.length));
  const settled: Copy[] = [];
  const shown = new Set<string>();
  let started = 0;
  const row = (): readonly Piece[] => progressRow({base, copies: names.length, started, settled});
  return {
    started() {
      started++;
      print([], row());
    },
    settled(copy) {
      settled.push(copy);
      const details = detailLines(copy, shown).map(text => [{text: printable(text)}]);
      print([copyLine(copy, width)], row(), copy.outcome === 'failed');
      if (details.length > 0) print(details, row(), true);
    },
    end(copies, further) {
      const isFailed = copies.some(({outcome}) => outcome === 'failed');
      print(
        summaryLines(base, copies, further).map(text => [{text: printable(text)}]),
        [],
        isFailed,
      );
    },
    close: async () => {
      print([], []);
      await close();
    },
  };
}

interface Printer {
  /** @param isProblem whether to print the lines to stderr, where nothing is redrawn */
  print(lines: readonly (readonly Piece[])[], row: readonly Piece[], isProblem?: boolean): void;
  close(): Promise<void>;
}

function openPrinter({format, onLoss}: CopiesOutput, cli: CliContext): Printer {
  const {stdout, stderr} = cli;
  const sink = openSink(stdout, onLoss);
  const style = {columns: Infinity, color: wantsColor(cli, stdout)};
  const textOf = (lines: readonly (readonly Piece[])[], color: boolean): readonly string[] =>
    lines.map(line => screenRow(line, {...style, color}));
  if (format === 'plain' || !canRedraw(cli, stdout)) {
    const color = wantsColor(cli, stderr);
    return {
      print(lines, _row, isProblem = false) {
        const text = textOf(lines, isProblem ? color : style.color)
          .map(line => `${line}\n`)
          .join('');
        if (isProblem) stderr.write(text);
        else sink.write(text);
      },
      close: sink.close,
    };
  }
  const screen = createScreen(sink);
  return {
    print(lines, row) {
      const {columns = 80} = stdout;
      const rows = row.length > 0 ? [screenRow(row, {...style, columns: columns - 1})] : [];
      screen.draw(textOf(lines, style.color), rows, columns);
    },
    close: sink.close,
  };
}
