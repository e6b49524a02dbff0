import {compareVersions} from 'compare-versions';
import {shortCommand, type CommandOptions} from '../processes/short-command.ts';
import {asError, codeOf} from '../vocabulary/caught-error.ts';

/** The version of a `smolvm`: `1.9.3`. */
export type SmolvmVersion = string & {readonly __brand: 'SmolvmVersion'};

/** Why there is no `smolvm` to work with. */
export type NoSmolvm =
  | {readonly reason: 'not-found'}
  | {readonly reason: 'cannot-run'; readonly why: string}
  /** Another program of that name, as the Python package `smolvm` installs one. */
  | {readonly reason: 'foreign'; readonly printed: string};

export type AskedVersion = {readonly version: SmolvmVersion} | {readonly problem: NoSmolvm};

/**
 * Asks the `smolvm` on the `PATH` of `options.env` for its version. Nothing is started and no state is touched by that. Its word
 * alone is not enough: only this project's `smolvm` has a command `machine`.
 */
export async function askVersion(options: CommandOptions): Promise<AskedVersion> {
  const ask = async (...args: string[]) => await shortCommand(['smolvm', ...args], options);
  try {
    const [said, help] = await Promise.all([ask('--version'), ask('machine', '--help')]);
    const version = /^smolvm (\d+\.\d+\.\d+\S*)\s*$/.exec(said.stdout)?.[1];
    if (version !== undefined && said.code === 0 && help.code === 0)
      return {version: version as SmolvmVersion};
    const [printed = ''] = said.stdout.split('\n');
    return {problem: {reason: 'foreign', printed}};
  } catch (error) {
    options.signal?.throwIfAborted();
    return {problem: withoutAnswer(asError(error))};
  }
}

/** Whether a version has what came with `since`. */
export function isAtLeast(version: SmolvmVersion, since: string): boolean {
  return compareVersions(version, since) >= 0;
}

function withoutAnswer({cause, message}: Error): NoSmolvm {
  const code = codeOf(cause);
  return code === 'ENOENT' ? {reason: 'not-found'} : {reason: 'cannot-run', why: code ?? message};
}
