import {execFileSync} from 'node:child_process';
import {closeSync, constants, mkdtempSync, openSync, readFileSync, readSync} from 'node:fs';
import {Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {openOutput} from '../../src/cli/output.ts';
import {terminalOpener, type OpenTerminal} from '../../src/cli/terminal-writer.ts';

/** Larger than a pipe. */
const LARGE = 'x'.repeat(300_000);

const isLinux = process.platform === 'linux';

/** A pipe, and an output that writes to it. */
function pipe() {
  const path = join(mkdtempSync(join(tmpdir(), 'bottle-output-')), 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  return {reader, ...outputTo(writer)};
}

function outputTo(descriptor: number, openTerminal?: OpenTerminal) {
  const openStream = vi.fn(
    () => new Socket({fd: descriptor, readable: false, writable: true}) as unknown as NodeJS.WriteStream,
  );
  const terminal = {isTerminal: openTerminal !== undefined, ...(openTerminal && {openTerminal})};
  return {openStream, output: openOutput(descriptor, {...terminal, openStream})};
}

/** Everything that is in the pipe now. */
function readNow(reader: number): string {
  const buffer = Buffer.alloc(1024 * 1024);
  let size = 0;
  try {
    for (let count = 1; count > 0; size += count) count = readSync(reader, buffer, size, 65_536, null);
  } catch {
    // It is empty.
  }
  return buffer.toString('latin1', 0, size);
}

describe.runIf(isLinux)('a pipe', () => {
  test('is written to without a stream', () => {
    const {reader, output, openStream} = pipe();
    const written = vi.fn();
    output.write('some ', written);
    output.write('text');
    expect(readNow(reader)).toBe('some text');
    expect(written).toHaveBeenCalledOnce();
    expect(output.pending()).toBe(0);
    expect(output.isDirect).toBe(true);
    expect(openStream).not.toHaveBeenCalled();
  });

  test('gets the rest of a string, and later strings, once it is read', async () => {
    const {reader, output, openStream} = pipe();
    const written = vi.fn();
    output.write(LARGE, written);
    output.write('y');
    expect(written).not.toHaveBeenCalled();
    expect(output.pending()).toBeGreaterThan(LARGE.length / 2);
    expect(output.isDirect).toBe(false);
    let text = '';
    await vi.waitFor(() => {
      text += readNow(reader);
      expect(text).toHaveLength(LARGE.length + 1);
    });
    expect(text === `${LARGE}y`).toBe(true);
    await vi.waitFor(() => expect(written).toHaveBeenCalledOnce());
    expect(openStream).toHaveBeenCalledOnce();
  });

  test('does not become non-blocking for other processes', () => {
    const {output} = pipe();
    output.write('text');
    const flags = /^flags:\s+(\d+)/m.exec(
      readFileSync(`/proc/self/fdinfo/${output.descriptor}`, 'utf8'),
    )?.[1];
    expect(Number.parseInt(flags ?? '', 8) & constants.O_NONBLOCK).toBe(0);
  });

  test('reports that its reader is gone, to all listeners', async () => {
    const {reader, output} = pipe();
    const codes: unknown[] = [];
    output.onError(({code}) => codes.push(code));
    output.write('text');
    closeSync(reader);
    output.write('more');
    expect(output.isDirect).toBe(false);
    output.onError(({code}) => codes.push(code));
    await vi.waitFor(() => expect(codes).toEqual(['EPIPE', 'EPIPE']));
  });
});

describe.runIf(isLinux)('a terminal', () => {
  /** Pipes, since they also fill up if they are not read. */
  function terminal() {
    const {reader, output: pipeOutput} = pipe();
    const opener = terminalOpener();
    const [stdout, stderr] = [1, 2].map(() => outputTo(pipeOutput.descriptor, opener)) as [Made, Made];
    return {
      reader,
      stdout: stdout.output,
      stderr: stderr.output,
      streams: [stdout.openStream, stderr.openStream],
    };
  }
  type Made = ReturnType<typeof outputTo>;

  test('that is paused blocks nothing, and gets everything in order later', async () => {
    const {reader, stdout, stderr, streams} = terminal();
    const written: string[] = [];
    stdout.write(LARGE, () => written.push('large'));
    stderr.write('y', () => written.push('y'));
    stdout.write('z', () => written.push('z'));
    expect(written).toEqual([]);
    expect(stdout.pending()).toBeGreaterThan(LARGE.length / 2);
    expect(stdout.isDirect).toBe(false);
    let text = '';
    await vi.waitFor(() => {
      text += readNow(reader);
      expect(text).toHaveLength(LARGE.length + 2);
    });
    expect(text === `${LARGE}yz`).toBe(true);
    expect(written).toEqual(['large', 'y', 'z']);
    expect(stdout).toMatchObject({isDirect: true});
    expect(stdout.pending()).toBe(0);
    for (const openStream of streams) expect(openStream).not.toHaveBeenCalled();
  });

  test('that is full after a callback has written more is retried with one timer', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const {stdout} = terminal();
    stdout.write('x', () => stdout.write(LARGE));
    expect(vi.getTimerCount()).toBe(1);
  });

  test('that is gone is reported once to each output, and waits for nothing', async () => {
    const {reader, stdout, stderr} = terminal();
    const codes: unknown[] = [];
    for (const output of [stdout, stderr]) output.onError(({code}) => codes.push(code));
    stderr.write('');
    stdout.write(LARGE);
    closeSync(reader);
    const written = vi.fn();
    stdout.write('', written);
    await vi.waitFor(() => expect(codes).toEqual(['EPIPE', 'EPIPE']));
    expect(written).toHaveBeenCalledOnce();
    stdout.write('more', written);
    expect(written).toHaveBeenCalledTimes(2);
    expect(stdout.pending()).toBe(0);
  });
});

test('a file is written to without a stream', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'bottle-output-')), 'file');
  const {output, openStream} = outputTo(openSync(path, 'w'));
  output.write(LARGE);
  output.write('ä\n');
  expect(readFileSync(path, 'utf8') === `${LARGE}ä\n`).toBe(true);
  expect(openStream).not.toHaveBeenCalled();
});

test('only the stream of a terminal knows its size, and is written to', () => {
  const written: unknown[] = [];
  const write = (text: string): unknown => written.push(text);
  const stream = {columns: 80, rows: 24, on: () => undefined, write};
  const openStream = vi.fn(() => stream as unknown as NodeJS.WriteStream);
  const terminal = openOutput(1, {isTerminal: true, openStream});
  expect(openStream).not.toHaveBeenCalled();
  terminal.write('text');
  expect({...terminal}).toMatchObject({isTTY: true, columns: 80, rows: 24});
  expect(written).toEqual(['text']);
  Object.assign(stream, {columns: 0, rows: 0});
  expect({...terminal}).toMatchObject({columns: undefined, rows: undefined});
  expect(outputTo(openSync('/dev/null', 'w')).output).toMatchObject({isTTY: false, columns: undefined});
});

test('an error is passed to each listener, also to those of before the stream was opened', async () => {
  const {reader, output} = pipe();
  closeSync(reader);
  const codes: unknown[] = [];
  output.onError(({code}) => codes.push(code));
  output.write('text');
  output.onError(({code}) => codes.push(code));
  await expect.poll(() => codes).toEqual(['EPIPE', 'EPIPE']);
});
