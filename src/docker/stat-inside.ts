import type {IncomingMessage} from 'node:http';
import type Dockerode from 'dockerode';
import {statusOf} from './engine-problem.ts';

/** The type of a file in the container, with links followed. */
export interface Inside {
  readonly type: 'folder' | 'other';
  /** The path itself, or the target of the link. */
  readonly path: string;
}

/** The type of the file at `path`, without a program in the container; `undefined` if it does not exist. */
export async function statInside(
  container: Dockerode.Container,
  path: string,
  signal: AbortSignal,
): Promise<Inside | undefined> {
  try {
    const response = (await container.infoArchive({path, abortSignal: signal})) as IncomingMessage;
    response.resume();
    const {mode, linkTarget} = parseStat(response.headers[STAT_HEADER]);
    if (linkTarget !== '' && linkTarget !== path) return await statInside(container, linkTarget, signal);
    return {type: (mode & FOLDER) === 0 ? 'other' : 'folder', path};
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    // The response gives no reason. If the container is missing, this request fails too; otherwise the path does not exist.
    await container.inspect({abortSignal: signal});
    return undefined;
  }
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/, "Get information about files in a container" */
const STAT_HEADER = 'x-docker-container-path-stat';

/** Go's os.ModeDir. */
const FOLDER = 0x8000_0000;

interface Stat {
  readonly mode: number;
  /** The final target of a link; `''` if it is not a link. */
  readonly linkTarget: string;
}

function parseStat(header: string | readonly string[] | undefined): Stat {
  return JSON.parse(Buffer.from(String(header), 'base64').toString('utf8')) as Stat;
}
