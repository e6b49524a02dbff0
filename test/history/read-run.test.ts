import {appendFileSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {followRun, readRun} from '../../src/history/follow-run.ts';
import {createRunReader} from '../../src/history/run-reader.ts';
import {readStatus} from '../../src/history/read-events.ts';
import {historyRig, name, nextMillisecond, shortOf, startOf} from './history-rig.ts';

const ENDED = {
  type: 'run-ended',
  reason: 'all-done',
  failures: 0,
  leftovers: 0,
  exits: {},
  exitCode: 0,
} as const;

describe('the files of a run', () => {
  test('contain events except output and attempts, and output with its time and stream', async () => {
    const {dir, emit, logs} = await historyRig();
    emit(startOf('web'));
    emit({type: 'task-output', task: name('web'), stream: 'stdout', line: 'x'}, 1);
    emit({
      ...{type: 'probe-attempted', task: name('web'), probe: 'port 1', attempt: 1},
      ...{elapsedMs: 1, timeoutMs: 1, lastSeen: 'refused'},
    });
    logs.write(name('web'), 'stderr', ['one', ' two red']);

    const events = readFileSync(join(dir, 'events.ndjson'), 'utf8').trimEnd().split('\n');
    expect(events.map(line => (JSON.parse(line) as {type: string}).type)).toEqual(['run-started']);
    expect(readFileSync(join(dir, 'logs/web'), 'utf8')).toMatch(
      /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) stderr one\n\1 stderr {2}two red\n$/,
    );
  });

  test('are read in order of time across tasks, rotations and events', async () => {
    const {dir, emit, print} = await historyRig({maxBytes: 100});
    emit(startOf('web', 'db'));
    const expected = ['run-started'];
    for (let turn = 0; turn < 8; turn++) {
      for (const task of ['web', 'db']) {
        await nextMillisecond();
        print(task, `${turn}`, `${turn} again`);
        expected.push(`${task}: ${turn}`, `${task}: ${turn} again`);
      }
      await nextMillisecond();
      emit({type: 'task-running', task: name('db')});
      expected.push('task-running db');
    }
    expect(readdirSync(join(dir, 'logs')).length).toBeGreaterThan(4);
    expect([...readRun(dir)].map(shortOf)).toEqual(expected);
  });

  test('contain the output of tasks that join later', async () => {
    const {dir, emit, print} = await historyRig();
    emit(startOf('web'));
    await nextMillisecond();
    emit({type: 'tasks-joined', tasks: startOf('db').tasks});
    await nextMillisecond();
    print('db', 'one');
    await nextMillisecond();
    print('web', 'two');
    await nextMillisecond();
    print('db', 'three');
    const expected = ['run-started', 'tasks-joined', 'db: one', 'web: two', 'db: three'];
    expect([...readRun(dir)].map(shortOf)).toEqual(expected);
  });

  test('keep the newest parts of a log', async () => {
    const {dir, emit, print} = await historyRig({maxBytes: 10});
    emit(startOf('web'));
    for (let line = 0; line < 20; line++) print('web', String(line));
    expect(readdirSync(join(dir, 'logs')).sort()).toEqual(['web.17', 'web.18', 'web.19', 'web.20']);
    expect([...readRun(dir)].map(shortOf).slice(1)).toEqual(['web: 16', 'web: 17', 'web: 18', 'web: 19']);
  });

  test('are read without a torn last line, and a gap in a log becomes a warning', async () => {
    const {dir, emit, print} = await historyRig();
    emit(startOf('web'));
    print('web', 'whole');
    appendFileSync(join(dir, 'logs/web'), '2026-11-28T18:05:53.123Z stdo');
    appendFileSync(join(dir, 'events.ndjson'), '{"type":"run-en');
    expect([...readRun(dir)].map(shortOf)).toEqual(['run-started', 'web: whole']);
    expect((await readStatus(dir))?.phase).toBe('starting');
    appendFileSync(
      join(dir, 'logs/web'),
      '\n2999-11-28T18:05:53.123Z bottle lines are missing here: ENOSPC\n',
    );
    expect([...readRun(dir)].at(-1)).toMatchObject({
      ...{type: 'task-warned', task: 'web', warning: 'lines are missing here: ENOSPC'},
    });
  });

  test('are read for a single task without the output of the others', async () => {
    const {dir, emit, print} = await historyRig();
    emit(startOf('web', 'db'));
    print('web', 'a');
    print('db', 'b');
    const isShown = (task: string): boolean => task === 'db';
    expect([...readRun(dir, {isShown})].map(shortOf)).toEqual(['run-started', 'db: b']);
  });

  test('yield nothing if they are missing', async () => {
    const {dir} = await historyRig();
    expect([...readRun(dir)]).toEqual([]);
    expect(await readStatus(join(dir, 'none'))).toBeUndefined();
  });
});

describe('following a run', () => {
  const isAlive = async () => await Promise.resolve(true);

  test('yields existing events, then new ones across rotations, and ends with the run', async () => {
    const {dir, emit, print} = await historyRig({maxBytes: 200});
    const read: string[] = [];
    emit(startOf('web', 'db'));
    print('web', 'first');
    let count = 0;
    const write = (): void => {
      // Runs in the loop, so the reader and the writer take turns.
      if (++count > 50) return;
      print(count % 2 === 0 ? 'web' : 'db', `line ${count}`);
      if (count === 50) emit(ENDED);
    };
    for await (const event of followRun(dir, {
      signal: new AbortController().signal,
      isAlive,
      onCaughtUp: write,
    })) {
      read.push(shortOf(event));
      if (event.type === 'task-output' && count > 0) write();
    }
    const lines = Array.from({length: 50}, (_, at) => `${at % 2 === 0 ? 'db' : 'web'}: line ${at + 1}`);
    expect(read).toEqual(['run-started', 'web: first', ...lines, 'run-ended']);
  });
});

describe('a reader slower than the log rotation', () => {
  const NOTE =
    'lines are missing here: 2 files of this log were deleted to make room for newer output before being read';

  test('reports the size and position of the gap', async () => {
    const {dir, emit, print} = await historyRig({maxBytes: 10});
    emit(startOf('web'));
    print('web', 'read');
    const reader = createRunReader(dir, () => true);
    reader.extend();
    expect([...reader.read()].map(shortOf)).toEqual(['run-started', 'web: read']);

    for (let line = 2; line <= 7; line++) print('web', String(line));
    reader.extend();

    const [note, ...lines] = [...reader.read()];
    expect(note).toMatchObject({type: 'task-warned', task: 'web', time: lines[0]?.time, warning: NOTE});
    expect(lines.map(shortOf)).toEqual(['web: 4', 'web: 5', 'web: 6', 'web: 7']);
    expect([...reader.read()]).toEqual([]);
  });

  test('reports a gap from files deleted while it reads', async () => {
    const {dir, emit, print} = await historyRig({maxBytes: 10});
    emit(startOf('web'));
    for (let line = 1; line <= 4; line++) print('web', String(line));
    const reader = createRunReader(dir, () => true);
    reader.extend();
    const events = reader.read();
    const [start, first] = [events.next(), events.next()];
    expect([start.value, first.value]).toMatchObject([{type: 'run-started'}, {line: '1'}]);

    print('web', '5');
    print('web', '6');
    print('web', '7');

    expect([...events].map(event => ('warning' in event ? event.warning : shortOf(event)))).toEqual([
      ...[NOTE, 'web: 4'],
    ]);
  });

  test('reports no gap if it starts after the rotation', async () => {
    const {dir, emit, print} = await historyRig({maxBytes: 10});
    emit(startOf('web'));
    for (let line = 1; line <= 7; line++) print('web', String(line));
    expect([...readRun(dir)].map(shortOf)).toEqual(['run-started', 'web: 4', 'web: 5', 'web: 6', 'web: 7']);
  });
});

test('a deleted directory is recreated with the latest events', async () => {
  const {dir, emit, eventLog, logs, print} = await historyRig();
  emit(startOf('web'));
  for (const attempt of [1, 2]) {
    emit({type: 'task-started', task: name('web'), attempt, cause: 'needs-met'});
    emit({type: 'task-ready', task: name('web'), outputs: {}, elapsedMs: 1});
  }
  print('web', 'lost');
  rmSync(dir, {recursive: true});
  eventLog.reopen();
  logs.reopen();
  await nextMillisecond();
  print('web', 'kept');
  expect([...readRun(dir)].map(shortOf)).toEqual([
    ...['run-started', 'task-started web', 'task-ready web', 'web: kept'],
  ]);
  expect((await readStatus(dir))?.tasks[0]).toMatchObject({status: 'ready', attempt: 2});
});
