import {codeOf, messageOf} from '../../vocabulary/caught-error.ts';
import {errorDiagnostic} from '../../vocabulary/diagnostic.ts';
import {makeWritableDirectory, stateDirectory} from '../../state/state-directory.ts';
import {noText, printDiagnostics} from './load-command-file.ts';
import type {CliContext} from '../context.ts';

/**
 * The state directory, created if it does not exist. If it is not writable, prints an error and returns `undefined`.
 * @throws TaskError `bad-environment` without a home directory
 */
export async function writableState(cli: CliContext): Promise<string | undefined> {
  const path = stateDirectory(cli.env);
  try {
    await makeWritableDirectory(path);
    return path;
  } catch (error) {
    const why = codeOf(error) ?? messageOf(error);
    const next = 'set `$BOTTLE_STATE_DIR` to a writable folder';
    const message = `cannot write to the state directory \`${path}\` (${why}); ${next}`;
    await printDiagnostics([errorDiagnostic({message})], noText, cli);
    return undefined;
  }
}
