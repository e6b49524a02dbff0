import {cachedFiles} from '../../state/cached-files.ts';
import {textHash} from '../../vocabulary/text-hash.ts';

/** Compiled code of scripts, cached for later calls. After any error, the code is simply compiled again. */
export interface CodeCache {
  /** `undefined` if there is no code, and none can be kept. */
  find(script: string, source: Buffer): CachedCode | undefined;
}

/** The compiled code of a script. */
export interface CachedCode {
  /** `undefined` if there is none; valid until the next script is looked for. */
  readonly code: Buffer | undefined;
  /** The time of the last {@link setCheckedAt}, or of the code itself, in milliseconds since the epoch. */
  readonly checkedAt: number;
  /** Keeps newly compiled code for later calls, with its source. */
  replace(source: Buffer, code: Buffer): void;
  /** Has no effect if there is no code. */
  setCheckedAt(ms: number): void;
}

/** Maximum number of files, enough for five versions of bottle and Node. */
const MOST_FILES = 200;

/**
 * There is a file of V8's code for each command and script, `<command>-<script>-<length of the source>-<hash of Node's version and
 * options>`, so several versions of bottle and Node rarely replace each other's files. Node's own cache is not used: Node 20 does not
 * have it, and Node 22.8 and later store only one file per script, with the functions that the first command used.
 *
 * V8 rejects code of other versions or flags of V8, but runs damaged code, and code of a different source of the same length. The
 * cached files are checked for both.
 */
export function codeCache(folder: string, command: string): CodeCache {
  const files = cachedFiles(folder, MOST_FILES);
  const node = [process.version, process.arch, process.execArgv.join(' '), process.env.NODE_OPTIONS];
  const key = textHash(node.join('\n'));
  return {
    find(script, source) {
      const name = `${command}-${script}-${source.length}-${key}`;
      const {bytes: code, timeMs: checkedAt = 0} = files.read(name, source) ?? {};
      if (!code && !files.isWritable()) return undefined;
      const isKept = code !== undefined;
      return {
        ...{code, checkedAt},
        replace: (made, code) => files.write(name, made, code),
        setCheckedAt: ms => isKept && files.setTime(name, ms),
      };
    },
  };
}
