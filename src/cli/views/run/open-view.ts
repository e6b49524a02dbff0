import {canRedraw, wantsColor} from '../../color.ts';
import type {CliContext} from '../../context.ts';
import {noteLosses, type Losses} from '../../losses.ts';
import {openSink} from '../../open-sink.ts';
import type {Output} from '../../output.ts';
import {obeysCommands} from '../../text/ci-log.ts';
import type {View} from './view.ts';

/** An open view, and the exit code of its command. */
export interface OpenView extends Pick<Losses, 'codeOf'> {
  readonly view: View;
}

/**
 * Opens the view for a format on `output`. The live view is loaded on demand, since Listr2 takes tens of milliseconds to load.
 *
 * @param hint help for keys in a live view. Default: `Ctrl-C to stop`
 */
export async function openView(
  format: 'auto' | 'plain' | 'json',
  output: Output,
  cli: CliContext,
  hint?: string,
): Promise<OpenView> {
  const {onLoss, codeOf} = noteLosses(cli);
  const sink = openSink(output, onLoss);
  const opened = (view: View): OpenView => ({view, codeOf});
  if (format === 'json') return opened((await import('./json-view.ts')).jsonView(sink));
  const style = {color: wantsColor(cli, output), obeysCommands: obeysCommands(cli.env)};
  if (format === 'plain' || !canRedraw(cli, output))
    return opened((await import('./plain-view.ts')).plainView(sink, style));
  const terminal = {
    sink,
    size: () => ({rows: output.rows ?? 24, columns: output.columns ?? 80}),
    onResize: (refresh: () => void) => void output.stream.on('resize', refresh),
    ...(hint !== undefined && {hint}),
  };
  return opened((await import('./terminal-view.ts')).terminalView(terminal, style));
}
