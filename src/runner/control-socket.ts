import {isSystemError} from '../processes/expected-error.ts';
import type {RunControl} from './run-control.ts';
import {serveControl} from './serve-control.ts';
import type {Session} from './session.ts';

/** The control socket of a run, if it could be opened. */
export interface ControlSocket {
  /** Why the run cannot be controlled from other processes. */
  readonly problem?: string;
  /** Listens again after the run's directory was deleted and restored. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the control socket of a run. If the file system does not support sockets, the run starts anyway, and signals can still end it. */
export async function openControlSocket(
  control: RunControl,
  {facts, failByBug}: Pick<Session, 'facts' | 'failByBug'>,
): Promise<ControlSocket> {
  try {
    return await serveControl(control, {id: facts.id, dir: facts.dir, onBug: failByBug});
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const nothing = async (): Promise<void> => undefined;
    return {problem: error.message, reopen: nothing, close: nothing};
  }
}
