import {canRedraw, wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import type {Losses} from '../../losses.ts';
import {openSink} from '../../open-sink.ts';
import type {Output} from '../../output.ts';
import {obeysCommands} from '../../text/ci-log.ts';
import type {View} from './view.ts';

/** Output of a view. */
export interface ViewOptions extends Pick<Losses, 'onLoss'> {
  readonly format: 'auto' | 'plain' | 'json';
  readonly output: Output;
  /** Help for keys in a live view. Default: `Ctrl-C to stop`. */
  readonly hint?: string;
}

/** Opens the view for a format. The live view is loaded on demand, since Listr2 takes tens of milliseconds to load. */
export async function openView(
  {format, output, onLoss, hint}: ViewOptions,
  cli: Pick<CliContext, 'env'>,
): Promise<View> {
  const sink = openSink(output, onLoss);
  if (format === 'json') return (await import('./json-view.ts')).jsonView(sink);
  const style = {color: wantsColor(cli, output), obeysCommands: obeysCommands(cli.env)};
  if (format === 'plain' || !canRedraw(cli, output))
    return (await import('./plain-view.ts')).plainView(sink, style);
  const terminal = {
    sink,
    size: () => ({rows: output.rows ?? 24, columns: output.columns ?? 80}),
    onResize: (refresh: () => void) => void output.stream.on('resize', refresh),
    ...(hint !== undefined && {hint}),
  };
  return (await import('./terminal-view.ts')).terminalView(terminal, style);
}
