import type {KeyPath, ParsedFile} from '../yaml/parsed-file.ts';
import {originAt, type Origin, type Part} from './part.ts';

/**
 * Presents a value that was composed from several files as one parsed file, so all checks see a single document. Each place
 * refers to the file that contains the text.
 *
 * @param root the main file
 */
export function composedFile({value, origin}: Part, root: ParsedFile): ParsedFile {
  // Nothing was composed.
  if (origin.file === root && value === root.value) return root;
  const written = (path: KeyPath) => originAt(origin, path);
  return {
    path: root.path,
    text: root.text,
    get files() {
      return filesOf(origin, root);
    },
    value,
    place(path, part) {
      const at = written(path);
      return at.file.place(at.path, part);
    },
    placeOfSlice(path, {start, end}) {
      const {file, path: at, toWritten = offset => offset} = written(path);
      return file.placeOfSlice(at, {start: toWritten(start), end: toWritten(end)});
    },
    tag(path) {
      const at = written(path);
      return at.file.tag(at.path);
    },
    source(path) {
      const at = written(path);
      return at.file.source(at.path);
    },
  };
}

function filesOf(origin: Origin, root: ParsedFile): ParsedFile['files'] {
  const files = new Map(root.files.map(file => [file.path, file]));
  const collect = ({file, children}: Origin): void => {
    if (!files.has(file.path)) files.set(file.path, file);
    for (const child of children?.values() ?? []) collect(child);
  };
  collect(origin);
  return [...files.values()];
}
