import type {EnvFiles} from '../schema/values.ts';
import {listedEnvFiles} from '../tasks/shared/env-files.ts';
import {lineIndex, type FilePosition} from '../vocabulary/line-index.ts';
import type {KeyPath, ParsedFile} from './yaml/parsed-file.ts';

/**
 * The locations of the paths of an `env_file` key. They are kept for errors during the run, since an env file may be created only
 * then.
 */
export function envFilePositions(
  parsed: ParsedFile,
  keys: KeyPath,
  files: EnvFiles | undefined,
): readonly FilePosition[] {
  return listedEnvFiles(files).map((file, at) => {
    const item = typeof files === 'string' ? keys : [...keys, at];
    const place = parsed.place(typeof file === 'string' ? item : [...item, 'path'], 'value');
    const text = parsed.files.find(({path}) => path === place.file)?.text ?? parsed.text;
    return {file: place.file, ...lineIndex(text).positionOf(place.start)};
  });
}
