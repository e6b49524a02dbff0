import {onTestFinished} from 'vitest';
import {openEngineSocket, type EngineSocketOptions} from './engine-socket.ts';

/** The engine of this machine behind a socket of its own, for the time of a test. */
export interface EngineProxy {
  /** For `DOCKER_HOST`. */
  readonly address: string;
  /** From now on the engine accepts connections and requests, and never answers. */
  hang(): void;
  /** Forwards new connections again. */
  recover(): void;
}

export async function engineProxy(
  path: string,
  beforeRequest?: EngineSocketOptions['beforeRequest'],
): Promise<EngineProxy> {
  let hangs = false;
  const {address, close} = await openEngineSocket(path, {
    ...(beforeRequest && {beforeRequest}),
    isHanging: () => hangs,
  });
  onTestFinished(close);
  return {
    address,
    hang() {
      hangs = true;
    },
    recover() {
      hangs = false;
    },
  };
}
