import {basename, dirname} from 'node:path';
import type {Readable} from 'node:stream';

/** An archive with one file or folder of the host under another name; modes and numeric owners are kept. */
export async function pack(source: string, name: string): Promise<Readable> {
  const {default: tarFs} = await import('tar-fs');
  return tarFs.pack(dirname(source), {
    entries: [basename(source)],
    umask: 0,
    strict: false,
    map: header => ({...header, name: renamed(header.name, name)}),
  });
}

/** `name` in place of the first part of a path. */
function renamed(path: string, name: string): string {
  return [name, ...path.split('/').slice(1)].join('/');
}
