import {once} from 'node:events';
import {PassThrough} from 'node:stream';
import type Dockerode from 'dockerode';
import {expect, test} from 'vitest';
import {followOutput} from '../../src/docker/container-output.ts';

interface FakeContainer {
  readonly attached: PassThrough;
  /** The output that it is attached to again. */
  readonly attachedAgain?: PassThrough;
  /** The answers to the question whether it runs; the last one stays. */
  readonly runs: readonly boolean[];
  /** Its log; absent: its engine keeps none. */
  readonly log?: string;
  /** How many requests, of each sort, meet a connection that breaks. */
  readonly broken?: number;
  /** Its start, if that is still under way when its output ends. */
  readonly starting?: Promise<void>;
}

/** Follows the output of a container behind a connection that can be lost. */
async function follow({attached, attachedAgain, runs, log, broken = 0, starting}: FakeContainer) {
  const streams = [attached, ...(attachedAgain ? [attachedAgain] : [])];
  const left = [...runs];
  let start = starting?.finally(() => (start = undefined));
  const [inspections, logs] = [breaking(broken), breaking(broken)];
  const container = {
    attach: async () => await Promise.resolve(streams.shift()),
    async inspect() {
      inspections();
      return await Promise.resolve({State: {Running: left.length > 1 ? left.shift() : left[0]}});
    },
    async logs() {
      logs();
      if (log === undefined)
        throw Object.assign(new Error('configured logging driver does not support reading'), {
          statusCode: 501,
        });
      return await Promise.resolve(new PassThrough().end(log));
    },
  } as unknown as Dockerode.Container;
  const seen: string[] = [];
  const onPiece = (_stream: string, piece: Uint8Array): undefined =>
    void seen.push(Buffer.from(piece).toString());
  const {over, reattach} = await followOutput(container, onPiece, {
    ...{tty: true, starting: () => start, afterLoss: async () => await Promise.resolve(true)},
    onReadOn: () => void seen.push('(read on)'),
    onGivenUp: () => void seen.push('(given up)'),
  });
  return {seen, over, reattach};
}

/** A step of a request that fails so many times, as on a connection that breaks. */
function breaking(times: number): () => void {
  let left = times;
  return () => {
    if (left-- > 0) throw new Error('socket hang up');
  };
}

test('a loss that looks like the end of the output is reported, and the rest comes from the log', async () => {
  const attached = new PassThrough().end('one\n');
  const {seen, over} = await follow({attached, runs: [true, false], log: 'one\ntwo\n'});
  await over;
  expect(seen).toEqual(['one\n', '(read on)', 'two\n']);
});

test.each([1, 2])('%i more losses on the way to the log lose nothing', async broken => {
  const attached = new PassThrough().end('one\n');
  const {seen, over} = await follow({attached, runs: [true, false], log: 'one\ntwo\n', broken});
  await over;
  expect(seen).toEqual(['one\n', 'two\n']);
});

test('a loss without a log is reported', async () => {
  const {seen, over} = await follow({attached: new PassThrough().end('one\n'), runs: [true]});
  await over;
  expect(seen).toEqual(['one\n', '(given up)']);
});

test.each([
  ['with a log', 'one\n'],
  ['without a log', undefined],
])('the end of a container, which its engine notes a moment later, is no loss: %s', async (_name, log) => {
  const attached = new PassThrough().end('one\n');
  const {seen, over} = await follow({attached, runs: [true, false], ...(log !== undefined && {log})});
  await over;
  expect(seen).toEqual(['one\n']);
});

test('a loss before the start of a container is followed by its whole log, once it has started', async () => {
  let start = (): void => undefined;
  const starting = new Promise<void>(resolve => (start = resolve));
  const attached = new PassThrough();
  const {seen, over} = await follow({attached, runs: [false], log: 'one\ntwo\n', starting});
  attached.end();
  await once(attached, 'end');
  expect(seen).toEqual([]);
  start();
  await over;
  expect(seen).toEqual(['(read on)', 'one\ntwo\n']);
});

test('a container that is attached to again before its start needs no log', async () => {
  let start = (): void => undefined;
  const starting = new Promise<void>(resolve => (start = resolve));
  const [attached, attachedAgain] = [new PassThrough(), new PassThrough()];
  const {seen, over, reattach} = await follow({attached, attachedAgain, runs: [false], starting});
  attached.destroy();
  await once(attached, 'close');
  await reattach();
  attachedAgain.end('one');
  start();
  await over;
  expect(seen).toEqual(['one']);
});

test('a container whose output is still attached is not attached to again', async () => {
  const attached = new PassThrough();
  const {seen, over, reattach} = await follow({attached, runs: [false], log: 'one\n'});
  await reattach();
  attached.end('one\n');
  await over;
  expect(seen).toEqual(['one\n']);
});
