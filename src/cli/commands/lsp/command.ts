import manifest from '../../../../package.json' with {type: 'json'};
import {localDisk} from '../../../lint/disk.ts';
import {serve} from '../../../lsp/serve.ts';
import {kinds} from '../../../tasks/registry.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import type {CliContext} from '../../context.ts';

/** `bottle lsp`: serves an editor until the editor disconnects. */
export async function lspCommand(
  {schemaErrors = false}: {readonly schemaErrors?: boolean},
  {env, stdin, stdout, stderr}: CliContext,
): Promise<number> {
  if (stdin.isTTY) {
    stderr.write(
      'error: `bottle lsp` is meant to be started by an editor; see docs/editors.md for the setup\n',
    );
    return EXIT_INVALID;
  }
  return await serve({
    input: stdin,
    output: stdout.stream,
    env,
    kinds,
    disk: localDisk,
    version: manifest.version,
    schemaErrors,
  });
}
