import {asError} from '../vocabulary/caught-error.ts';
import {get, type Answer, type Connection} from './connection.ts';
import type {EngineVersion} from './docker.ts';
import type {EngineLocation} from './engine-location.ts';
import {noEngine, NoEngineError, speaksTls} from './no-engine.ts';

/** The response to a ping. */
export interface Ping extends EngineVersion {
  /** The engine's time, in whole seconds since 1970, rounded down; bottle's own clock may differ. */
  readonly engineTime: number;
}

/**
 * Pings the engine with `/_ping`, because engines start other programs to answer `/version`.
 * @throws NoEngineError
 */
export async function ping(
  place: EngineLocation,
  connection: Connection,
  signal: AbortSignal,
): Promise<Ping> {
  try {
    const answer = await get(connection, '/_ping', signal);
    // The response of Go servers to plain HTTP on a TLS port.
    if (answer.body.includes('HTTP request to an HTTPS server')) throw speaksTls(place);
    const headers = answer.headers as Readonly<Record<string, string | undefined>>;
    const {date = '', server, 'api-version': apiVersion} = headers;
    if (apiVersion === undefined) throw new Error(strange(answer));
    const engineTime = Math.floor(Date.parse(date) / 1000) || 0;
    return {engineTime, software: server ?? 'an engine', apiVersion};
  } catch (error) {
    if (error instanceof NoEngineError) throw error;
    throw noEngine(place, asError(error));
  }
}

function strange({status, body}: Answer): string {
  const [firstLine = ''] = body.trim().split('\n');
  return `the server is not a Docker engine: HTTP ${status}${firstLine && `, ${firstLine.slice(0, 200)}`}`;
}
