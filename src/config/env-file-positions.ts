import type {EnvFiles} from '../schema/values.ts';
import {listedEnvFiles} from '../tasks/shared/env-files.ts';
import {lineIndex, type FilePosition} from '../vocabulary/line-index.ts';
import type {KeyPath, ParsedFile} from './yaml/parsed-file.ts';

/** The locations of the paths of an `env_file` key, since such a file may be written only while the run is up. */
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
