import {onTestFinished} from 'vitest';
import {openEngineSocket, type EngineSocketOptions} from './engine-socket.ts';

/** The engine of this machine on a separate socket, for the duration of a test. */
export interface EngineProxy {
  /** For `DOCKER_HOST`. */
  readonly address: string;
  /** From now on, the engine accepts connections and requests but never responds. */
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
