import type {Socket} from 'node:net';
import {constants} from 'node:os';
import type {Exit} from '../vocabulary/failure.ts';
import type {ForkedChild, ForkedEnd} from './forked-child.ts';
import {connectForker} from './forker-connection.ts';
import type {FramePart} from './forker-frame.ts';

interface Waiting {
  readonly started: (child: ForkedChild | undefined) => void;
  readonly ended: (end: ForkedEnd | undefined) => void;
  readonly end: Promise<ForkedEnd | undefined>;
}

/** The children of a forker. */
export interface ForkedChildren {
  /** Settles when the forker is ready. */
  readonly ready: Promise<'ready'>;
  /**
   * Starts a child; `undefined` if the forker refuses or is lost.
   * @param request the strings of a `start` request after its id
   */
  fork(request: readonly FramePart[]): Promise<ForkedChild | undefined>;
  /** Called when the forker has exited. */
  lose(): void;
}

/**
 * @param control the connection to the forker
 * @param namePrefix the paths of named pipes, up to their numbers
 */
export function createForkedChildren(control: Socket, namePrefix: string): ForkedChildren {
  const waiting = new Map<string, Waiting>();
  let lastId = 0;
  let isLost = false;
  /** The folder of the forker's descriptors; `undefined` if it uses named pipes. */
  let descriptors: string | undefined;
  let setReady: (ready: 'ready') => void;
  const ready = new Promise<'ready'>(resolve => (setReady = resolve));

  const childOf = (id: string, [pid, gate, ...pipes]: readonly string[]): ForkedChild => ({
    pid: Number(pid),
    gatePath: descriptors && `${descriptors}${gate}`,
    pipes: pipes.map(number => `${descriptors ?? namePrefix}${number}`),
    go: () => send(['go', id]),
    cancel: () => send(['cancel', id]),
    ended: waiting.get(id)?.end ?? Promise.resolve(undefined),
  });
  const forget = (id: string, end: ForkedEnd | undefined): void => {
    const known = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) control.unref();
    // Has no effect if the command was started.
    known?.started(undefined);
    known?.ended(end);
  };
  const connection = connectForker(control, ([what, id = '', ...rest]) => {
    if (what === 'ready') {
      const [pid] = rest;
      if (pid !== undefined) descriptors = `/proc/${pid}/fd/`;
      setReady('ready');
    }
    if (what === 'started') waiting.get(id)?.started(childOf(id, rest));
    if (what === 'refused') forget(id, undefined);
    if (what === 'ended') forget(id, {exit: exitOf(Number(rest[0])), leftGroup: rest[1] === 'left'});
  });
  const send = (request: readonly FramePart[]): void => connection.send(request, waiting.size === 1);

  return {
    ready,
    async fork(request) {
      if (isLost) return undefined;
      const id = String(++lastId);
      return await new Promise(started => {
        let ended: Waiting['ended'] = () => undefined;
        const end = new Promise<ForkedEnd | undefined>(resolve => (ended = resolve));
        waiting.set(id, {started, ended, end});
        // Keeps bottle alive while a process started by the forker runs.
        control.ref();
        send(['start', id, ...request]);
      });
    },
    lose() {
      isLost = true;
      for (const id of [...waiting.keys()]) forget(id, undefined);
    },
  };
}

/** Decodes a status from waitpid(2). */
function exitOf(status: number): Exit {
  const number = status & 127;
  if (number === 0) return {code: status >> 8};
  const signal = (signals ??= new Map(
    Object.entries(constants.signals).map(([name, each]) => [each, name]),
  )).get(number);
  return {code: 128 + number, ...(signal !== undefined && {signal})};
}

/** Signal names by number. */
let signals: ReadonlyMap<number, string> | undefined;
