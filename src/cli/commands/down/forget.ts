import {forgetRun, type Forgotten} from '../../../runner/forget-run.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import type {CliContext} from '../../context.ts';
import {noteLosses} from '../../losses.ts';
import {openSink} from '../../open-sink.ts';
import {inRecovery} from './in-recovery.ts';

/** `bottle down --forget RUN`: 0 once the run is forgotten, 2 if it is alive or unknown. */
export async function forgetCommand(run: string, cli: CliContext): Promise<number> {
  const losses = noteLosses(cli);
  const code = await inRecovery(cli, {isQuiet: false, losses}, async context => {
    const forgotten = await forgetRun(run, context);
    if (forgotten.status !== 'forgotten') {
      cli.stderr.write(`error: ${refusalText(forgotten.status, printable(run))}\n`);
      return EXIT_INVALID;
    }
    const sink = openSink(cli.stdout, losses.onLoss);
    for (const line of forgottenLines(run, forgotten)) sink.write(`${printable(line)}\n`);
    return 0;
  });
  return losses.codeOf(code ?? EXIT_INVALID);
}

function refusalText(status: Exclude<Forgotten['status'], 'forgotten'>, run: string): string {
  switch (status) {
    case 'no-such-run':
      return `there is no run \`${run}\``;
    case 'alive':
      return `run \`${run}\` is still running, or was a moment ago; only a dead run can be forgotten`;
    case 'busy':
      return `another process is recovering run \`${run}\`; try again when it is done`;
  }
}

function forgottenLines(
  run: string,
  {dropped, unknown}: Extract<Forgotten, {status: 'forgotten'}>,
): readonly string[] {
  if (dropped.length + unknown.length === 0) return [`forgot run ${run}; it had left nothing behind`];
  return [
    ...dropped.map(({what, why}) => `dropped ${what}: ${why}`),
    ...unknown.map(
      part =>
        `dropped ${part}, which this version of bottle does not understand, and all other records of the run`,
    ),
    `forgot run ${run}; the dropped items may still exist`,
  ];
}
