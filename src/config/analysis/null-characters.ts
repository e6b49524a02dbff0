import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {PartialFile} from './partial-file.ts';
import {textsIn} from './source-texts.ts';

/** Reports strings with a NUL character, which the system allows in no command, variable or path. */
export function checkNullCharacters({parsed}: PartialFile): readonly Diagnostic[] {
  if (!parsed.files.some(({text}) => /\\(?:0|x00|u0000|U00000000)|\0/.test(text))) return [];
  return textsIn([], parsed.value, () => 'text')
    .filter(({text}) => text.includes('\0'))
    .map(({path}) =>
      errorDiagnostic({
        message: 'a string cannot contain the NUL character (`\\0`); remove it',
        place: parsed.place(path, 'value'),
      }),
    );
}
