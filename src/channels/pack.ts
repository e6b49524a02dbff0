import {basename, dirname} from 'node:path';
import type {Readable} from 'node:stream';

/** Creates an archive with one file or folder of the host under another name. Modes and numeric owners are preserved. */
export async function pack(source: string, name: string): Promise<Readable> {
  const {default: tarFs} = await import('tar-fs');
  return tarFs.pack(dirname(source), {
    entries: [basename(source)],
    umask: 0,
    strict: false,
    map: header => ({...header, name: renamed(header.name, name)}),
  });
}

/** Replaces the first part of a path with `name`. */
function renamed(path: string, name: string): string {
  return [name, ...path.split('/').slice(1)].join('/');
}
