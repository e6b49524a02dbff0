import {once} from 'node:events';
import {PassThrough} from 'node:stream';
import type Dockerode from 'dockerode';
import {expect, test} from 'vitest';
import {followOutput} from '../../src/docker/container-output.ts';

interface FakeContainer {
  readonly attached: PassThrough;
  /** The stream of the second attachment. */
  readonly attachedAgain?: PassThrough;
  /** Answers to successive checks whether the container runs. The last one repeats. */
  readonly runs: readonly boolean[];
  /** The log of the container. Absent if its engine keeps no log. */
  readonly log?: string;
  /** The number of failing requests of each kind. */
  readonly broken?: number;
  /** Pending start of the container, if its output ends before the start completes. */
  readonly starting?: Promise<void>;
}

/** Follows the output of a container over a connection that can be lost. */
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

/** A request that fails this many times because of a lost connection. */
function breaking(times: number): () => void {
  let left = times;
  return () => {
    if (left-- > 0) throw new Error('socket hang up');
  };
}

test('output continues from the log after a loss that looks like the end of the output', async () => {
  const attached = new PassThrough().end('one\n');
  const {seen, over} = await follow({attached, runs: [true, false], log: 'one\ntwo\n'});
  await over;
  expect(seen).toEqual(['one\n', '(read on)', 'two\n']);
});

test.each([1, 2])('output stays complete after %i more losses while reading the log', async broken => {
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
])(
  'the end of a container is not taken for a loss if the engine reports it a moment later: %s',
  async (_name, log) => {
    const attached = new PassThrough().end('one\n');
    const {seen, over} = await follow({attached, runs: [true, false], ...(log !== undefined && {log})});
    await over;
    expect(seen).toEqual(['one\n']);
  },
);

test('output is read from the whole log if the connection is lost before the container starts', async () => {
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

test('output needs no log if the container is attached again before it starts', async () => {
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

test('a container is not attached again while its output is still attached', async () => {
  const attached = new PassThrough();
  const {seen, over, reattach} = await follow({attached, runs: [false], log: 'one\n'});
  await reattach();
  attached.end('one\n');
  await over;
  expect(seen).toEqual(['one\n']);
});
