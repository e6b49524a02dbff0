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
 * Pulls an image, with the user's login for its registry. A reference without a tag means `latest`. Rejects with the
 * engine's error, or with the signal's reason soon after the signal fires.
 */
export async function pullImage(engine: Engine, ref: string, options: PullOptions): Promise<void> {
  const {signal, platform, onLine = ignore, onProgress = ignore} = options;
  const login = await engine.login(registryOf(ref));
  const {image, tag} = splitReference(ref);
  const layers = new Map<string, {current: number; total: number}>();
  try {
    const request = {fromImage: image, tag, ...(platform !== undefined && {platform}), abortSignal: signal};
    const stream = await engine.api.createImage(login, request);
    for await (const event of jsonLines<PullEvent>(stream)) {
      if (event.error !== undefined) throw new Error(event.error);
      const {id = '', status = '', progressDetail: {current, total} = {}} = event;
      if (current === undefined || total === undefined) onLine(id === '' ? status : `${id}: ${status}`);
      // Only downloads are counted; extraction starts again from zero.
      else if (status === 'Downloading') onProgress(megabytes(layers.set(id, {current, total})));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Splits a reference at `@`, or at the last `:` that is not followed by `/`. */
function splitReference(ref: string): {readonly image: string; readonly tag: string} {
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
