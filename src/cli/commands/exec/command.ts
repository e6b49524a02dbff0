import type {ExecTarget} from '../../../runner/exec-place.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {askRun} from '../ask-run.ts';
import {chooseRun} from '../run-lookup.ts';
import type {ExecCall, ExecFlags} from './call.ts';
import {execInside} from './inside.ts';
import {execOnHost} from './on-host.ts';

/** `bottle exec`: the exit code of the command; 2 if there is no such task, or it is not up. */
export async function execCommand(
  task: string,
  argv: readonly string[],
  flags: ExecFlags,
  cli: CliContext,
): Promise<number> {
  return await execAt(task, () => argv, flags, cli);
}

/** `bottle shell`: `$SHELL` on the host, otherwise bash or sh. */
export async function shellCommand(task: string, flags: ExecFlags, cli: CliContext): Promise<number> {
  const shellOf = ({where}: ExecTarget): readonly string[] =>
    where === 'host' ? [cli.env.SHELL ?? 'sh'] : ['sh', '-c', BASH_OR_SH];
  return await execAt(task, shellOf, flags, cli);
}

const BASH_OR_SH = 'if command -v bash > /dev/null 2>&1; then exec bash; fi; exec sh';

async function execAt(
  task: string,
  argvFor: (target: ExecTarget) => readonly string[],
  {run: asked, ...flags}: ExecFlags,
  cli: CliContext,
): Promise<number> {
  const chosen = await chooseRun(asked, ['alive'], cli);
  if (!chosen) return EXIT_INVALID;
  const code = await askRun(chosen.run, cli, async client => {
    const target = await client.request('execTarget', {task});
    const over = new AbortController();
    void client.closed.then(() => over.abort());
    const call: ExecCall = {...flags, argv: argvFor(target), over: over.signal};
    return target.where === 'host'
      ? await execOnHost(target, call, cli)
      : await execInside(target, call, chosen.run.dir, cli);
  });
  return code ?? EXIT_INVALID;
}
