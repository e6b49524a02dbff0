import {appendFile, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {openJournal, readJournal, type JournalEntry, type JournalFile} from '../../src/state/journal.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {ownerWith} from '../support/owners.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const owner = ownerWith();
const tasks = [{task: 'a' as TaskName, kind: 'run', needs: []}];
const started: JournalEntry = {entry: 'run-started', file: owner.file, name: 'demo', owner, tasks};

describe('reading', () => {
  const line = (entry: JournalEntry): string => `${JSON.stringify(entry)}\n`;
  const start = line(started);
  const a = line(made('a', '/1'));
  const b = line(made('b', '/2'));
  const whole = {file: owner.file, name: 'demo', owner, tasks, ended: false};
  test.each<[string, string, object | undefined]>([
    ['a run that has made nothing', start, {...whole, made: []}],
    [
      'things made, in order',
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
      'a task made again',
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
    ['a run that has ended', start + line({entry: 'run-ended'}), {...whole, ended: true, made: []}],
    ['a torn last line', start + a + b.slice(0, -9), {...whole, made: [['a', ['/1']]]}],
    [
      'a torn line that was ended later',
      `${start}${a.slice(0, 20)}\n${b}`,
      {...whole, made: [['b', ['/2']]]},
    ],
    [
      'entries and lines of no meaning',
      `${start}{"entry":"later","task":"a"}\nnull\n7\n\n${a}`,
      {...whole, made: [['a', ['/1']]]},
    ],
    ['a first line that is torn', start.slice(0, -5), undefined],
    ['an owner that is none', '{"entry":"run-started","file":"f","name":"n","owner":{"pid":1}}\n', undefined],
    ['an empty file', '', undefined],
  ])('%s', async (_, text, expected) => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'journal.ndjson'), text);
    const record = await readJournal(dir);
    const paths = [...(record?.made ?? [])].map(([task, records]) => [
      task,
      records.map(it => 'path' in it && it.path),
    ]);
    expect(record && {...record, made: paths}).toEqual(expected);
  });

  test('no file', async () => {
    expect(await readJournal(await temporaryDirectory())).toBeUndefined();
  });
});

describe('writing', () => {
  test('is on disk when `append` resolves, open to nobody else', async () => {
    const dir = await temporaryDirectory();
    const journal = await openJournal(dir);
    await journal.append(started);
    expect(await readFile(join(dir, 'journal.ndjson'), 'utf8')).toBe(`${JSON.stringify(started)}\n`);
    expect((await stat(join(dir, 'journal.ndjson'))).mode & 0o777).toBe(0o600);
    await journal.close();
  });

  test('after a torn line loses only that line', async () => {
    const dir = await temporaryDirectory();
    const first = await openJournal(dir);
    await first.append(started);
    await first.close();
    await appendFile(join(dir, 'journal.ndjson'), '{"entry":"made","ta');
    const second = await openJournal(dir);
    await second.append(made('a', '/1'));
    await second.close();
    expect([...((await readJournal(dir))?.made.keys() ?? [])]).toEqual(['a']);
  });

  test('commits what queued meanwhile as one group', async () => {
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

  test('one hundred appends at once cost one write and one sync', async () => {
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

  test.each(['write', 'sync'] as const)('a failed %s rejects its group and spares the next', async step => {
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
    // The line that may be torn is ended first.
    expect(file.texts.at(-1)).toBe(`\n${JSON.stringify(made('c', '/'))}\n`);
  });
});

function made(task: string, path: string): JournalEntry {
  return {entry: 'made', task: task as TaskName, record: {made: 'file', path}};
}

function removed(task: string): Extract<JournalEntry, {entry: 'removed'}> {
  return {entry: 'removed', task: task as TaskName};
}

/** A file whose writes and syncs end when the test says so. */
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
    async appendFile(data) {
      const text = String(data);
      texts.push(text);
      log.push(`write ${[...text.matchAll(/"task":"(\w+)"/g)].map(([, task]) => task).join(' ')}`);
      await pause('write');
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
    /** Settles when the step is under way. */
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
