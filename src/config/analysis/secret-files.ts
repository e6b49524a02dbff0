import {longSecret} from '../../tasks/container/files.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {isNamed, type PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';
import {suggestionText} from './unknown-name.ts';

/** Checks that the `secrets` of a container are defined in the file. */
export function checkSecretFiles(
  partial: PartialFile,
  {path, validTask}: PartialTask,
): readonly Diagnostic[] {
  if (!validTask || !('container' in validTask.source)) return [];
  const {secrets = []} = validTask.source.container;
  return secrets.flatMap((secret, at) => {
    const {source} = longSecret(secret);
    if (isNamed(partial, 'secrets', source)) return [];
    const {text, ...suggestion} = suggestionText(source, partial.names.secrets, {
      otherwise: '; define it under `secrets`',
    });
    const key = [...path, 'container', 'secrets', at, ...(typeof secret === 'string' ? [] : ['source'])];
    const place = partial.parsed.place(key, 'value');
    return [errorDiagnostic({message: `unknown secret \`${source}\`${text}`, place, ...suggestion})];
  });
}
