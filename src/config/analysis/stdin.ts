import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {PartialFile} from './partial-file.ts';

/** Reports tasks that would read the same input, since each would get a random part of it. */
export function checkStdin({parsed, tasks}: PartialFile): readonly Diagnostic[] {
  const [first, ...others] = [...tasks.values()].filter(({keys}) => keys.stdin === 'inherit');
  return others.map(({path}) =>
    errorDiagnostic({
      message: `only one task can read the standard input of bottle; \`${first?.name}\` already has \`stdin: inherit\``,
      place: parsed.place([...path, 'stdin'], 'value'),
      also: {message: `\`${first?.name}\` is defined here`, place: parsed.place(first?.path ?? [], 'key')},
    }),
  );
}
