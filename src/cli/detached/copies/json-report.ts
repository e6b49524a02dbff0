import type {CopyReport} from '../../../schema/copy-report.ts';
import type {CliContext} from '../../context.ts';
import type {Losses} from '../../losses.ts';
import {openSink} from '../../open-sink.ts';
import {jsonText} from '../../text/json-text.ts';
import type {CopiesReport} from './copies-report.ts';
import type {Copy} from './start-copy.ts';

/** Prints a line of JSON for each copy; see schema/copy-report.ts. */
export function jsonReport({stdout}: CliContext, onLoss: Losses['onLoss']): CopiesReport {
  const sink = openSink(stdout, onLoss);
  return {
    started: () => undefined,
    settled: copy => void sink.write(`${jsonText(reportOf(copy))}\n`),
    end: () => undefined,
    close: sink.close,
  };
}

function reportOf({number, name, run, outcome, code, tookMs, urls, printed}: Copy): CopyReport {
  return {
    ...{version: 1, copy: number, name, run: run ?? null, outcome, exitCode: code},
    ...{tookMs: Math.round(tookMs), urls, problem: printed.trimEnd() || null},
  };
}
