import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {TextDocument} from 'vscode-languageserver-textdocument';
import type {Disk} from '../lint/disk.ts';

/** The launch files on disk in the folder of a file and in all above it, which may include it; itself left out. */
export function launchFilesAround(path: string, disk: Pick<Disk, 'read'>): readonly TextDocument[] {
  return foldersAbove(path)
    .flatMap(folder => ['bottle.yaml', 'bottle.yml'].map(name => join(folder, name)))
    .filter(other => other !== path)
    .flatMap(other => {
      const text = disk.read(other);
      return text === undefined ? [] : [TextDocument.create(pathToFileURL(other).href, 'yaml', 0, text)];
    });
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}
