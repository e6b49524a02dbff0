import {compareVersions} from 'compare-versions';
import {runSystemTool, type ToolOptions} from '../processes/run-system-tool.ts';
import {asError, codeOf} from '../vocabulary/caught-error.ts';

/** The version of a `smolvm`: `1.9.3`. */
export type SmolvmVersion = string & {readonly __brand: 'SmolvmVersion'};

/** The reason why `smolvm` cannot be used. */
export type NoSmolvm =
  | {readonly reason: 'not-found'}
  | {readonly reason: 'cannot-run'; readonly why: string}
  /** Another program with that name, such as the one in the Python package `smolvm`. */
  | {readonly reason: 'foreign'; readonly printed: string};

export type AskedVersion = {readonly version: SmolvmVersion} | {readonly problem: NoSmolvm};

/**
 * Queries the version of the `smolvm` on the `PATH` of `options.env`, without starting a machine or touching its state.
 * The version alone is not enough to recognize it: only this project's `smolvm` has a command `machine`.
 */
export async function askVersion(options: ToolOptions): Promise<AskedVersion> {
  const ask = async (...args: string[]) => await runSystemTool(['smolvm', ...args], options);
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

/** Whether a version is `since` or newer. */
export function isAtLeast(version: SmolvmVersion, since: string): boolean {
  return compareVersions(version, since) >= 0;
}

function withoutAnswer({cause, message}: Error): NoSmolvm {
  const code = codeOf(cause);
  return code === 'ENOENT' ? {reason: 'not-found'} : {reason: 'cannot-run', why: code ?? message};
}
