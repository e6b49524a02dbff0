import {ChannelError} from '../../../channels/channel.ts';
import {homeDirectory} from '../../../processes/home-directory.ts';
import {systemClock} from '../../../processes/system-clock.ts';
import {createPlaces} from '../../../runner/places.ts';
import type {ExecTarget} from '../../../runner/exec-place.ts';
import {createSmolvm} from '../../../smolvm/smolvm.ts';
import {kinds} from '../../../tasks/registry.ts';
import {printable} from '../../../vocabulary/printable.ts';
import type {CliContext} from '../../context.ts';
import {signalCode} from '../../exit-code.ts';
import {listenToSignals} from '../../signals.ts';
import type {ExecCall} from './call.ts';
import {terminalEnv} from './on-host.ts';

/** Docker's exit code for a command that cannot be started. */
const EXIT_CANNOT_START = 126;

/** Runs a command in a container or machine with the terminal or streams of this process, and returns its exit code. */
export async function execInside(
  {task, kind, source, place, outputs, env}: Extract<ExecTarget, {readonly where: 'inside'}>,
  {argv, user, workdir, over}: ExecCall,
  runDir: string,
  cli: CliContext,
): Promise<number> {
  const places = createPlaces({
    ...{env, home: homeDirectory(env) ?? '/', platform: process.platform, clock: systemClock},
  });
  const smolvm = createSmolvm({env, dir: runDir});
  const signals = listenToSignals([]);
  try {
    const channel = kinds[kind].channel?.open({task, source, place, outputs}, {places, smolvm});
    if (!channel) throw new Error(`a ${kind} task has no channel`);
    return await channel.execInTerminal(argv, {
      signal: AbortSignal.any([signals.first, over]),
      env: terminalEnv(cli),
      force: signals.second,
      ...(user !== undefined && {user}),
      ...(workdir !== undefined && {workdir}),
    });
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    if (signals.first.aborted) return signalCode(String(signals.first.reason));
    const why = over.aborted ? 'the run has ended' : error.message;
    cli.stderr.write(`error: ${printable(why)}\n`);
    return error.blame === 'request' ? EXIT_CANNOT_START : 1;
  } finally {
    signals.close();
    smolvm.close();
    await places.close();
  }
}
