import type {Forward} from './ssh-forward.ts';

/** The local port of a forward is taken. */
export class RefusedForward extends Error {
  readonly forward: Forward;

  constructor(forward: Forward) {
    super(`port ${forward.local.port} is in use`);
    this.forward = forward;
  }
}
