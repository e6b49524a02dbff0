import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {Work} from '../../src/freshness/fingerprint.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

/** A folder with files, and a task that generates files from them. */
export interface WorkRig {
  readonly dir: string;
  /** Writes a file in the folder, and creates missing parent folders. */
  write(path: string, text: string, mode?: number): Promise<void>;
  read(path: string): Promise<string>;
  /** A task in the folder. By default it runs `build` with `src` as its sources and no generated files. */
  work(changes?: Partial<Work>): Work;
  remove(): Promise<void>;
}

export async function workRig(): Promise<WorkRig> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-work-'));
  return {
    dir,
    async write(path, text, mode) {
      await mkdir(dirname(join(dir, path)), {recursive: true});
      await writeFile(join(dir, path), text);
      if (mode !== undefined) await chmod(join(dir, path), mode);
    },
    read: async path => await readFile(join(dir, path), 'utf8'),
    work: changes => ({
      task: 'build' as TaskName,
      file: join(dir, 'bottle.yaml'),
      cwd: dir,
      command: {form: 'argv', argv: ['build']},
      shell: 'sh',
      env: {},
      outputs: [],
      sources: ['src'],
      generates: [],
      ...changes,
    }),
    remove: async () => await rm(dir, {recursive: true, force: true}),
  };
}
