import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {hasCode, messageOf} from '../vocabulary/caught-error.ts';
import {taskName, type TaskName} from '../vocabulary/ids.ts';
import type {JournaledTask, MadeRecord} from '../vocabulary/journal-record.ts';
import {fieldsOf} from './fields.ts';
import {JOURNAL, JOURNAL_VERSION, type JournalEntry} from './journal.ts';
import {parseOwner, type Owner} from './owner.ts';
import {parseRecord} from './parse-record.ts';

/** A journal that this bottle understands. */
export interface RunRecord {
  /** The absolute path of the launch file. */
  readonly file: string;
  readonly name: string;
  /** The name of the run. */
  readonly runName: string;
  readonly owner: Owner;
  /** Its tasks and their needs, for the order of the teardown. */
  readonly tasks: readonly JournaledTask[];
  readonly ended: boolean;
  /** See the entry `run-started`. Missing in early journals. */
  readonly bootedAt: number | undefined;
  /** The resources that were created and not yet removed, in order of creation. */
  readonly made: ReadonlyMap<TaskName, readonly MadeRecord[]>;
}

/** A journal that this bottle does not understand, usually because a newer bottle wrote it. The run's directory must be kept. */
export interface UnknownJournal {
  /** The parts that are not understood: "record `undo`", "format version 2". */
  readonly unknown: readonly string[];
  readonly ended: boolean;
  readonly file?: string;
  readonly owner?: Owner;
  /** The version of bottle that wrote it. */
  readonly bottle?: string;
}

/** Reads the journal in `dir`; `undefined` if it has no complete entry, so nothing has been created. */
export async function readJournal(dir: string): Promise<RunRecord | UnknownJournal | undefined> {
  let text: string;
  try {
    text = readFileSync(join(dir, JOURNAL), 'utf8');
  } catch (error) {
    return hasCode(error, 'ENOENT') ? undefined : {unknown: [messageOf(error)], ended: false};
  }
  const entries = text.split('\n').flatMap(parseLine);
  return entries.length === 0 ? undefined : interpret(entries);
}

type Fields = Readonly<Record<string, unknown>>;

/** Parses a line; empty if the line is truncated. */
function parseLine(line: string): Fields[] {
  try {
    return [fieldsOf(JSON.parse(line))];
  } catch {
    return [];
  }
}

function interpret(entries: readonly Fields[]): RunRecord | UnknownJournal {
  const start = entries.find(({entry}) => entry === 'run-started') ?? {};
  const {file, name, bottle, tasks, bootedAt: boot, runName = name} = start;
  const bootedAt = typeof boot === 'number' ? boot : undefined;
  const owner = parseOwner(start.owner);
  const joined = entries.flatMap(({entry, tasks: more}) => (entry === 'tasks-joined' ? more : []));
  const ended = entries.some(({entry}) => entry === 'run-ended');
  const records = [...stillMade(entries)].map(([task, each]) => [task, placed(each, owner)] as const);
  const unknown = unknownParts(start, entries, records);
  if (
    unknown.length === 0 &&
    typeof file === 'string' &&
    typeof name === 'string' &&
    typeof runName === 'string' &&
    owner &&
    isTaskList(tasks) &&
    isTaskList(joined)
  ) {
    const made = new Map(records.map(([task, each]) => [taskName(task), each.flatMap(parseRecord)]));
    return {file, name, runName, owner, tasks: [...tasks, ...joined], ended, bootedAt, made};
  }
  return {
    unknown: unknown.length > 0 ? unknown : ['entry `run-started`'],
    ended,
    ...(typeof file === 'string' && {file}),
    ...(typeof bottle === 'string' && {bottle}),
    ...(owner && {owner}),
  };
}

/** The parts that this bottle does not know. */
function unknownParts(
  {version = JOURNAL_VERSION}: Fields,
  entries: readonly Fields[],
  records: readonly (readonly [string, readonly Fields[]])[],
): readonly string[] {
  if (typeof version !== 'number' || version > JOURNAL_VERSION) return [`format version ${String(version)}`];
  const strange = entries.filter(({entry}) => !isKnown(entry)).map(({entry}) => `entry \`${String(entry)}\``);
  const odd = records.flatMap(([, each]) => each).filter(record => parseRecord(record).length === 0);
  return [...new Set([...strange, ...odd.map(({made}) => `record \`${String(made)}\``)])];
}

const entryNames: Readonly<Record<JournalEntry['entry'], true>> = {
  'run-started': true,
  'tasks-joined': true,
  made: true,
  removed: true,
  'run-ended': true,
};

function isKnown(entry: unknown): boolean {
  return typeof entry === 'string' && Object.hasOwn(entryNames, entry);
}

/** Adds the boot and namespace to records of processes. Early journals have them only in the owner. */
function placed(records: readonly Fields[], owner: Owner | undefined): readonly Fields[] {
  if (!owner) return records;
  const {bootId, pidNamespace} = owner;
  return records.map(record => (record.made === 'process' ? {bootId, pidNamespace, ...record} : record));
}

function isTaskList(value: unknown): value is JournaledTask[] {
  return (
    Array.isArray(value) &&
    value.every(each => {
      const {task, kind, needs} = fieldsOf(each);
      return typeof task === 'string' && typeof kind === 'string' && Array.isArray(needs);
    })
  );
}

function stillMade(entries: readonly Fields[]): ReadonlyMap<string, readonly Fields[]> {
  const made = new Map<string, readonly Fields[]>();
  for (const {entry, task, record} of entries) {
    const before = made.get(String(task)) ?? [];
    if (entry === 'made') made.set(String(task), [...before, fieldsOf(record)]);
    if (entry !== 'removed') continue;
    const rest = record === undefined ? [] : before.filter(other => !isDeepStrictEqual(other, record));
    if (rest.length > 0) made.set(String(task), rest);
    else made.delete(String(task));
  }
  return made;
}
