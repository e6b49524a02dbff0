import {cachedFiles, crc32} from '../../state/cached-files.ts';

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
  /** Keeps newly compiled code for later calls. */
  replace(code: Buffer): void;
  /** Has no effect if there is no code. */
  setCheckedAt(ms: number): void;
}

/** Maximum number of files, enough for five versions of bottle and Node. */
const MOST_FILES = 200;

/**
 * There is a file of V8's code for each command and script, `<command>-<script>-<key>`. Node's own cache is not used: Node 20 does not
 * have it, and Node 22.8 and later store only one file per script, with the functions that the first command used.
 *
 * V8 rejects code of other V8 versions or flags, but runs damaged code, hence the checksum of cached files. The key is a hash of the
 * script's source and Node's version, so code never runs for a different source.
 */
export function codeCache(folder: string, command: string): CodeCache {
  const files = cachedFiles(folder, MOST_FILES);
  return {
    find(script, source) {
      const name = `${command}-${script}-${keyOf(source)}`;
      const {bytes: code, timeMs: checkedAt = 0} = files.read(name) ?? {};
      if (!code && !files.isWritable()) return undefined;
      return {
        ...{code, checkedAt},
        replace: code => files.write(name, code),
        setCheckedAt: ms => code && files.setTime(name, ms),
      };
    },
  };
}

function keyOf(source: Buffer): string {
  const node = [process.version, process.arch, process.execArgv.join(' '), process.env.NODE_OPTIONS];
  return crc32(source, crc32(node.join('\n'))).toString(16);
}
