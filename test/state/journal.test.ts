import {closeSync, openSync} from 'node:fs';
import {appendFile, mkdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {openJournal, type JournalEntry, type JournalFile} from '../../src/state/journal.ts';
import {readJournal} from '../../src/state/read-journal.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {ownerWith} from '../support/owners.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const owner = ownerWith();
const tasks = [{task: 'a' as TaskName, kind: 'run', needs: []}];
const about = {file: owner.file, name: 'demo', owner, tasks};
const started: JournalEntry = {entry: 'run-started', version: 1, bootedAt: 7, bottle: '0.1.0', ...about};

describe('reading', () => {
  const line = (entry: JournalEntry): string => `${JSON.stringify(entry)}\n`;
  const start = line(started);
  const a = line(made('a', '/1'));
  const b = line(made('b', '/2'));
  const whole = {file: owner.file, name: 'demo', runName: 'demo', owner, tasks, ended: false, bootedAt: 7};
  test.each<[string, string, object | undefined]>([
    ['a run that has created nothing', start, {...whole, made: []}],
    [
      'created things, in order',
      start + b + a,
      {
        ...whole,
        made: [
          ['b', ['/2']],
          ['a', ['/1']],
        ],
      },
    ],
    [
      'several things of one task',
      start + a + b + line(made('a', '/3')),
      {
        ...whole,
        made: [
          ['a', ['/1', '/3']],
          ['b', ['/2']],
        ],
      },
    ],
    ['a removed task', start + a + b + line(removed('a')), {...whole, made: [['b', ['/2']]]}],
    [
      'a task that creates something again',
      start + a + b + line(removed('a')) + line(made('a', '/3')),
      {
        ...whole,
        made: [
          ['b', ['/2']],
          ['a', ['/3']],
        ],
      },
    ],
    [
      'one removed thing of several',
      start + a + line(made('a', '/3')) + line({...removed('a'), record: {made: 'file', path: '/1'}}),
      {...whole, made: [['a', ['/3']]]},
    ],
    [
      'things removed one by one',
      start + a + b + line({...removed('a'), record: {made: 'file', path: '/1'}}),
      {...whole, made: [['b', ['/2']]]},
    ],
    ['an ended run', start + line({entry: 'run-ended'}), {...whole, ended: true, made: []}],
    ['a torn last line', start + a + b.slice(0, -9), {...whole, made: [['a', ['/1']]]}],
    [
      'a torn line that was terminated later',
      `${start}${a.slice(0, 20)}\n${b}`,
      {...whole, made: [['b', ['/2']]]},
    ],
    [
      'a run with an explicit name',
      line({...started, runName: 'demo-2'}),
      {...whole, runName: 'demo-2', made: []},
    ],
    ['a torn first line', start.slice(0, -5), undefined],
    ['an empty file', '', undefined],
  ])('returns %s', async (_, text, expected) => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'journal.ndjson'), text);
    const record = await readJournal(dir);
    if (record && 'unknown' in record) throw new Error(`it does not know ${record.unknown.join()}`);
    const paths = [...(record?.made ?? [])].map(([task, records]) => [
      task,
      records.map(it => 'path' in it && it.path),
    ]);
    expect(record && {...record, made: paths}).toEqual(expected);
  });

  const known = {file: owner.file, owner, bottle: '0.1.0', ended: false};
  test.each<[string, string, object]>([
    ['an entry', `${start}{"entry":"later","task":"a"}\n${a}`, {...known, unknown: ['entry `later`']}],
    ['a line that is not an entry', `${start}null\n`, {...known, unknown: ['entry `undefined`']}],
    [
      'a record',
      `${start}${a}{"entry":"made","task":"a","record":{"made":"volume","name":"x"}}\n`,
      {...known, unknown: ['record `volume`']},
    ],
    [
      'a known record with another shape',
      `${start}{"entry":"made","task":"a","record":{"made":"file","paths":["/1"]}}\n`,
      {...known, unknown: ['record `file`']},
    ],
    [
      'a newer version, whatever its other contents',
      line({...started, version: 2}).replace('"tasks"', '"nodes"'),
      {...known, unknown: ['format version 2']},
    ],
    [
      'a start without a list of tasks',
      start.replace('"tasks"', '"nodes"'),
      {...known, unknown: ['entry `run-started`']},
    ],
    [
      'an invalid owner',
      '{"entry":"run-started","file":"/f","name":"n","tasks":[],"owner":{"pid":1}}\n',
      {file: '/f', ended: false, unknown: ['entry `run-started`']},
    ],
    ['a missing start', a, {ended: false, unknown: ['entry `run-started`']}],
    [
      'a newer version that has ended',
      line({...started, version: 2}) + line({entry: 'run-ended'}),
      {...known, ended: true, unknown: ['format version 2']},
    ],
  ])('reports unknown contents: %s', async (_, text, expected) => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'journal.ndjson'), text);
    expect(await readJournal(dir)).toEqual(expected);
  });

  const deferred = {
    command: ['dropdb', 'x'],
    shell: 'sh',
    cwd: '/',
    env: {},
    values: {},
    secrets: {A: {env: 'A'}},
  };
  test.each([
    ['a command', {...deferred, command: [1]}],
    ['a value', {...deferred, values: {a: 1}}],
    ['the source of a secret', {...deferred, secrets: {A: {vault: 1}}}],
  ])('reports an undo with %s of another shape as unknown', async (_, other) => {
    const dir = await temporaryDirectory();
    const undo = (command: object): string =>
      `{"entry":"made","task":"a","record":{"made":"undo","graceMs":1,"command":${JSON.stringify(command)}}}\n`;
    await writeFile(join(dir, 'journal.ndjson'), start + undo(deferred));
    expect(await readJournal(dir)).toMatchObject({ended: false, file: owner.file, tasks});
    await appendFile(join(dir, 'journal.ndjson'), undo(other));
    expect(await readJournal(dir)).toMatchObject({unknown: ['record `undo`']});
  });

  test('ignores an unknown record that was removed', async () => {
    const dir = await temporaryDirectory();
    const record = '{"made":"volume","name":"x"}';
    await writeFile(
      join(dir, 'journal.ndjson'),
      `${start}{"entry":"made","task":"a","record":${record}}\n{"entry":"removed","task":"a","record":${record}}\n`,
    );
    expect(await readJournal(dir)).toMatchObject({made: new Map(), ended: false});
  });

  test('reports an unreadable journal', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'journal.ndjson'));
    expect(await readJournal(dir)).toEqual({unknown: [expect.stringContaining('EISDIR')], ended: false});
  });

  test('assumes the boot and pid namespace of the owner for a process in an early journal', async () => {
    const dir = await temporaryDirectory();
    const record = {made: 'process', pid: 7, startTime: '5', group: true, graceMs: 10};
    await writeFile(
      join(dir, 'journal.ndjson'),
      `${JSON.stringify({entry: 'run-started', ...about})}\n${JSON.stringify({entry: 'made', task: 'a', record})}\n`,
    );
    const place = {bootId: 'b1', pidNamespace: 'n1'};
    expect(await readJournal(dir)).toMatchObject({made: new Map([['a', [{...record, ...place}]]])});
  });

  test('returns nothing without a file', async () => {
    expect(await readJournal(await temporaryDirectory())).toBeUndefined();
  });
});

describe('writing', () => {
  test('is on disk when `append` resolves, with access only for this user', async () => {
    const dir = await temporaryDirectory();
    const journal = await openJournal(dir);
    await journal.append(started);
    expect(await readFile(join(dir, 'journal.ndjson'), 'utf8')).toBe(`${JSON.stringify(started)}\n`);
    expect((await stat(join(dir, 'journal.ndjson'))).mode & 0o777).toBe(0o600);
    await journal.close();
  });

  test('loses only the torn line when it continues after one', async () => {
    const dir = await temporaryDirectory();
    const first = await openJournal(dir);
    await first.append(started);
    await first.close();
    await appendFile(join(dir, 'journal.ndjson'), '{"entry":"made","ta');
    const second = await openJournal(dir);
    await second.append(made('a', '/1'));
    await second.close();
    expect(await readJournal(dir)).toMatchObject({made: new Map([['a', [{made: 'file', path: '/1'}]]])});
  });

  test('commits queued entries as one group', async () => {
    const file = steeredFile();
    const journal = await openJournal('/nowhere', async () => file);
    const settled: string[] = [];
    const append = (name: string) => void journal.append(made(name, '/')).then(() => settled.push(name));

    append('a');
    await file.reached('write');
    for (const name of ['b', 'c', 'd']) append(name);
    file.finish();
    await file.reached('sync');
    expect(settled).toEqual([]);
    append('e');
    file.finish();
    await file.reached('write');
    expect(settled).toEqual(['a']);
    file.finish();
    await file.reached('sync');
    file.finish();
    await journal.close();

    expect(settled).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(file.log).toEqual(['write a', 'sync', 'write b c d e', 'sync', 'close']);
  });

  test('needs one write and one sync for one hundred concurrent appends', async () => {
    const dir = await temporaryDirectory();
    const file = steeredFile();
    const journal = await openJournal(dir, async () => file);
    const all = Promise.all(
      Array.from({length: 100}, async (_, index) => await journal.append(made(`t${index}`, '/'))),
    );
    await file.reached('write');
    file.finish();
    await file.reached('sync');
    file.finish();
    await all;
    expect(file.log.map(line => line.split(' ')[0])).toEqual(['write', 'sync']);
  });

  test('does not wait for the disk for things that do not survive a power cut', async () => {
    const file = steeredFile();
    const journal = await openJournal('/nowhere', async () => file);
    await journal.append(started);
    await journal.append(process('a'));
    await journal.append(removed('a'));
    await journal.append({entry: 'run-ended'});
    expect(file.log).toEqual(['now address a', 'now a', 'now a', 'now ']);
  });

  test.each([
    ['is not synced for a run with processes only', process('a'), ['now a', 'now ']],
    ['is synced for a run with lasting things', made('a', '/'), ['write a', 'sync', 'write ', 'sync']],
  ])('the end of a run %s', async (_, entry, log) => {
    const file = steeredFile();
    const journal = await openJournal('/nowhere', async () => file);
    const isSynced = log.includes('sync');
    for (const each of [entry, {entry: 'run-ended'} as const]) {
      const appended = journal.append(each);
      for (const step of isSynced ? (['write', 'sync'] as const) : []) {
        await file.reached(step);
        file.finish();
      }
      await appended;
    }
    expect(file.log).toEqual(log);
  });

  test('the end of a run is synced in the journal of another process', async () => {
    const file = steeredFile();
    const journal = await openJournal('/nowhere', async () => ({...file, stat: async () => ({size: 1})}));
    const ended = journal.append({entry: 'run-ended'});
    for (const step of ['write', 'sync'] as const) {
      await file.reached(step);
      file.finish();
    }
    await ended;
    expect(file.log).toEqual(['write ', 'sync']);
  });

  test('the end of a run waits for earlier writes, and is synced only if necessary', async () => {
    const file = steeredFile();
    const journal = await openJournal('/nowhere', async () => file);
    const first = journal.append(made('a', '/'));
    await file.reached('write');
    const second = journal.append(process('b'));
    file.finish();
    await file.reached('sync');
    file.finish();
    await first;
    await file.reached('write');
    file.finish();
    await second;
    await journal.append(removed('b'));
    expect(file.log).toEqual(['write a', 'sync', 'write b', 'now b']);
  });

  test('writes removals that arrive together in two writes, and a later one immediately', async () => {
    const file = steeredFile();
    const journal = await openJournal('/nowhere', async () => file);
    const together = ['a', 'b', 'c'].map(async task => await journal.append(removed(task)));
    // Written in order, although it would not have to wait otherwise.
    const next = journal.append(process('d'));
    await file.reached('write');
    file.finish();
    await Promise.all([...together, next]);
    await journal.append(removed('d'));
    expect(file.log).toEqual(['now a', 'write b c d', 'now d']);
  });

  test.each<JournalEntry>([
    made('a', '/1'),
    {entry: 'removed', task: 'a' as TaskName, record: {made: 'file', path: '/1'}},
  ])(
    'an entry after the end is refused, and not written to a file that was opened since: $entry',
    async entry => {
      const dir = await temporaryDirectory();
      const journal = await openJournal(dir);
      await journal.close();
      const next = openSync(join(dir, 'next'), 'a');
      await expect(journal.append(entry)).rejects.toThrow('the journal is closed');
      closeSync(next);
      expect(await readFile(join(dir, 'next'), 'utf8')).toBe('');
    },
  );

  test('a failed write rejects, and the next write terminates the line that may be torn', async () => {
    const file = steeredFile();
    let isFull = true;
    const journal = await openJournal('/nowhere', async () => ({
      ...file,
      appendNow(text) {
        if (isFull) throw new Error('no space');
        file.appendNow(text);
      },
    }));
    await expect(journal.append(process('a'))).rejects.toThrow('no space');
    isFull = false;
    await journal.append(process('b'));
    expect(file.texts).toEqual([`\n${JSON.stringify(process('b'))}\n`]);
  });

  test.each(['write', 'sync'] as const)('a failed %s rejects its own group only', async step => {
    const file = steeredFile();
    const journal = await openJournal('/nowhere', async () => file);
    const [a, b] = [journal.append(made('a', '/')), journal.append(made('b', '/'))];
    await file.reached('write');
    if (step === 'sync') {
      file.finish();
      await file.reached('sync');
    }
    const c = Promise.allSettled([a, b]).then(async () => await journal.append(made('c', '/')));
    file.fail(new Error('no space'));
    await expect(a).rejects.toThrow('no space');
    await expect(b).rejects.toThrow('no space');
    await file.reached('write');
    file.finish();
    await file.reached('sync');
    file.finish();
    await c;
    // First terminates the line that may be torn.
    expect(file.texts.at(-1)).toBe(`\n${JSON.stringify(made('c', '/'))}\n`);
  });
});

function made(task: string, path: string): JournalEntry {
  return {entry: 'made', task: task as TaskName, record: {made: 'file', path}};
}

function removed(task: string): Extract<JournalEntry, {entry: 'removed'}> {
  return {entry: 'removed', task: task as TaskName};
}

function process(task: string): JournalEntry {
  const place = {pid: 4711, startTime: '7', bootId: 'b', pidNamespace: 'n'};
  return {
    ...{entry: 'made', task: task as TaskName},
    record: {made: 'process', ...place, group: true, graceMs: 0},
  };
}

function tasksIn(text: string): string {
  return [...text.matchAll(/"task":"(\w+)"/g)].map(([, task]) => task).join(' ');
}

/** A file whose writes and syncs complete under the control of the test. */
function steeredFile() {
  const log: string[] = [];
  const texts: string[] = [];
  let under: {step: string; finish: () => void; fail: (error: Error) => void} | undefined;
  let arrived: (() => void) | undefined;
  const pause = async (step: string): Promise<void> =>
    await new Promise((resolve, reject) => {
      under = {step, finish: resolve, fail: reject};
      arrived?.();
    });
  const file: JournalFile = {
    stat: async () => ({size: 0}),
    async appendFile(text) {
      texts.push(text);
      log.push(`write ${tasksIn(text)}`);
      await pause('write');
    },
    appendNow(text) {
      texts.push(text);
      log.push(`now ${tasksIn(text)}`);
    },
    async datasync() {
      log.push('sync');
      await pause('sync');
    },
    async close() {
      log.push('close');
    },
  };
  return {
    ...file,
    log,
    texts,
    /** Resolves when the step has begun. */
    async reached(step: 'write' | 'sync'): Promise<void> {
      while (under?.step !== step) await new Promise<void>(resolve => (arrived = resolve));
    },
    finish: () => take().finish(),
    fail: (error: Error) => take().fail(error),
  };

  function take() {
    if (!under) throw new Error('nothing is under way');
    const it = under;
    under = undefined;
    return it;
  }
}

test('a deleted journal is recreated, even during appends', async () => {
  const dir = await temporaryDirectory();
  const journal = await openJournal(dir);
  await journal.append(started);
  await journal.append(made('a', '/1'));
  await rm(join(dir, 'journal.ndjson'));
  const entries = [started, made('b', '/2')];
  const restarted = journal.restart(() => entries);
  const appended = journal.append(made('c', '/3'));
  entries.push(made('c', '/3'));
  await Promise.all([restarted, appended]);
  await journal.append(made('d', '/4'));
  await journal.close();
  const read = await readJournal(dir);
  expect(read && 'made' in read && [...read.made.keys()]).toEqual(['b', 'c', 'd']);
  expect((await readFile(join(dir, 'journal.ndjson'), 'utf8')).split('\n')).toHaveLength(5);
});
