import {openEngineSocket, type EngineSocket} from '../test/support/engine-socket.ts';

/** The engine on this machine behind a separate socket, which counts requests. */
export interface CountingEngine extends EngineSocket {
  /** The requests since the last call, by method and path without ids. */
  take(): ReadonlyMap<string, number>;
}

export async function countingEngine(path: string): Promise<CountingEngine> {
  let counts = new Map<string, number>();
  const socket = await openEngineSocket(path, {
    beforeRequest(line) {
      const request = withoutIds(line);
      counts.set(request, (counts.get(request) ?? 0) + 1);
    },
  });
  return {
    ...socket,
    take() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
  };
}

/** `POST /containers/…/start` for `POST /v1.41/containers/0a1b2c/start?t=1 HTTP/1.1`. */
function withoutIds(line: string): string {
  const [method = '', path = ''] = line.split(' ');
  const plain = path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
  return `${method} ${plain.replace(/^(\/(?:containers|networks|images|exec)\/)(?!create|json|prune)[^/]+/, '$1…')}`;
}
