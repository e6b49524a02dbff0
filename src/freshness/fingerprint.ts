import {createHash} from 'node:crypto';
import {resolve} from 'node:path';
import type {ResolvedCommand} from '../values/value-source.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {hashFiles, type FileHashes} from './file-hashes.ts';
import {matchFiles} from './match-files.ts';

/** A command that makes something out of files: a `run` task with `sources` or `generates`, references resolved. */
export interface Work {
  readonly task: TaskName;
  /** The launch file, absolute. */
  readonly file: string;
  /** Absolute. */
  readonly cwd: string;
  readonly command: ResolvedCommand;
  readonly shell: string;
  /** The task's own environment only: what else differs from one terminal to the next shall not matter. */
  readonly env: Readonly<Record<string, string>>;
  /** The names under the task's `outputs`. */
  readonly outputs: readonly string[];
  readonly sources: readonly string[];
  readonly generates: readonly string[];
  /** The sources themselves, by path relative to `cwd`, where globs cannot say which they are. */
  readonly files?: readonly string[];
  /** What else it starts from, each with what it is now; one that is not there is left out. Absent: nothing. */
  readonly bases?: () => Promise<Readonly<Record<string, string>>>;
  /** Why the work must be done again though nothing has changed: what it made is no file, and gone. */
  readonly staleReason?: (outputs: Readonly<Record<string, string>>) => Promise<string | undefined>;
}

/**
 * All that decides what a command makes, as hashes: it is kept on disk, and commands and environments may hold secrets.
 * `cwd` is not part of it: the same sources in another worktree make the same thing.
 */
export interface Fingerprint {
  /** Of the command, its shell and the values in it. */
  readonly command: string;
  readonly env: string;
  /** Of the names of the outputs. */
  readonly outputs: string;
  /** By path relative to `cwd`. */
  readonly sources: FileHashes;
  /** Patterns of sources that match no file. */
  readonly unmatched: readonly string[];
  /** See {@link Work.bases}. */
  readonly bases: Readonly<Record<string, string>>;
}

/** The fingerprint of what `work` starts from. Files that it generates are no sources, even where both globs match them. */
export async function fingerprint(work: Work, signal?: AbortSignal): Promise<Fingerprint> {
  const {cwd, command, shell} = work;
  const {files, unmatched} = work.files
    ? {files: work.files, unmatched: []}
    : await matchFiles(cwd, work.sources, signal);
  const generated = new Set(files.length > 0 ? (await matchFiles(cwd, work.generates, signal)).files : []);
  const sources = files.filter(path => !generated.has(path));
  return {
    command: hashOf(
      command.form === 'argv' ? command.argv : [shell, command.script, sortedEntries(command.values)],
    ),
    env: hashOf(sortedEntries(work.env)),
    outputs: hashOf([...work.outputs].sort()),
    sources: await hashFiles(cwd, sources, signal),
    unmatched,
    bases: (await work.bases?.()) ?? {},
  };
}

/** What `work` has generated, by absolute path: worktrees may share it. */
export async function generatedFiles(work: Work, signal?: AbortSignal): Promise<FileHashes> {
  const {files} = await matchFiles(work.cwd, work.generates, signal);
  const absolute = files.map(path => resolve(work.cwd, path));
  return await hashFiles(work.cwd, absolute, signal);
}

/**
 * The name of what `work` makes. It is where the generated files are, so that launches from several worktrees that share
 * them build them once; work that generates no files is known by its launch file and task.
 */
export function artifactKey({file, task, cwd, generates}: Work): string {
  const places = generates.map(pattern =>
    pattern.replace(/^(!?)(.*)$/s, (_, not: string, path: string) => not + resolve(cwd, path)),
  );
  return hashOf(places.length > 0 ? ['generates', ...places.sort()] : ['task', file, task]);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function sortedEntries(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
