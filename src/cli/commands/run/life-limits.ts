import {identify} from '../../../processes/process-identity.ts';
import type {LifeLimits} from '../../../runner/limit-life.ts';
import {errorDiagnostic} from '../../../vocabulary/diagnostic.ts';
import type {CliContext} from '../../context.ts';
import {noText, printDiagnostics} from '../load-command-file.ts';
import type {DetachFlags} from './flags.ts';

/** The limits set by `--ttl` and `--with-pid`. If the process does not exist, prints an error and returns `undefined`. */
export async function lifeLimits(
  {ttl, withPid}: DetachFlags,
  cli: CliContext,
): Promise<LifeLimits | undefined> {
  const withProcess = withPid === undefined ? undefined : await identify(withPid);
  if (withPid !== undefined && !withProcess) {
    const message = `\`--with-pid\`: there is no process ${withPid}`;
    await printDiagnostics([errorDiagnostic({message})], noText, cli);
    return undefined;
  }
  return {...(ttl !== undefined && {ttlMs: ttl}), ...(withProcess && {withProcess})};
}
