import type {Engine} from './docker.ts';
import {jsonLines} from '../processes/json-lines.ts';
import {registryOf} from './registry-login.ts';

/** Options of a pull. */
export interface PullOptions {
  /** Default: the engine's. */
  readonly platform?: string;
  readonly signal: AbortSignal;
  /** Called for each status line: "a3ed95caeb02: Pull complete". */
  readonly onLine?: (line: string) => void;
  /** Called with the progress: "12 of 40 MB". */
  readonly onProgress?: (progress: string) => void;
}

/** A progress message of the engine during a pull. */
interface PullEvent {
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: {readonly current?: number; readonly total?: number};
  readonly error?: string;
}

/**
 * Pulls an image, with the log-in that the user has for its registry; a reference without tag means `latest`, as
 * everywhere. Ends soon after the signal fires, by rejecting with its reason. Rejects with the engine's reason.
 */
export async function pullImage(engine: Engine, ref: string, options: PullOptions): Promise<void> {
  const {signal, platform, onLine = ignore, onProgress = ignore} = options;
  const login = await engine.login(registryOf(ref));
  const {image, tag} = taken(ref);
  const layers = new Map<string, {current: number; total: number}>();
  try {
    const request = {fromImage: image, tag, ...(platform !== undefined && {platform}), abortSignal: signal};
    const stream = await engine.api.createImage(login, request);
    for await (const event of jsonLines<PullEvent>(stream)) {
      if (event.error !== undefined) throw new Error(event.error);
      const {id = '', status = '', progressDetail: {current, total} = {}} = event;
      if (current === undefined || total === undefined) onLine(id === '' ? status : `${id}: ${status}`);
      // Unpacking counts from the beginning again.
      else if (status === 'Downloading') onProgress(megabytes(layers.set(id, {current, total})));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** A reference apart: what comes after `@` or after the last `:` that no `/` follows. */
function taken(ref: string): {readonly image: string; readonly tag: string} {
  const [, image = ref, digest, tag] = /^(.*?)(?:@(.*)|:([^:/]*))?$/s.exec(ref) ?? [];
  return {image, tag: digest ?? tag ?? 'latest'};
}

function megabytes(layers: ReadonlyMap<string, {current: number; total: number}>): string {
  const sum = (of: 'current' | 'total'): number =>
    Math.round([...layers.values()].reduce((bytes, layer) => bytes + layer[of], 0) / 1_000_000);
  return `${sum('current')} of ${sum('total')} MB`;
}

function ignore(): void {
  // There is no listener.
}
