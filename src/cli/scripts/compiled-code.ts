import {Script} from 'node:vm';
import type {CachedCode, CodeCache} from './code-cache.ts';
import {profileFlags} from './profile-flags.ts';

/**
 * The compiled code of the scripts of a call. V8 compiles a function when it is first called, so cached code has only the functions
 * that earlier calls used. A call that compiles many others marks the cached code, and the next call adds the functions that it
 * compiles to the code of all scripts that it loads.
 */
export interface CompiledCode {
  /** @param path of the script, for stack traces */
  compile(name: string, source: Buffer, path: string): Script;
  /** Loads one of Node's own modules, whose compiled code V8 accepts only with its default flags. */
  withDefaults<Result>(load: () => Result): Result;
  /** At the end of a call: caches the code of new scripts, or of all scripts if the cached code is marked; marks it if it has grown. */
  end(): void;
}

interface CompiledScript {
  readonly script: Script;
  readonly text: string;
  readonly cached: Omit<CachedCode, 'code'>;
  /** The size of the cached code in bytes; 0 if there is none. */
  readonly size: number;
}

/** The time of a check that marks code. */
const MARKED = 0;

/**
 * The time between two checks of the code, which take 6 ms, and up to 17 when a busy run ends: as long as the code had already stayed the
 * same at the last check, within these limits.
 */
const CHECK_MS = {least: 60_000, most: 3_600_000};

/** The code of a new script is also cached after this time, since a long call may be killed later. */
const SOON_MS = 2_000;

/** The growth of the code of a script that is worth caching. V8's own variation is a few bytes. */
const GROWTH = 1.02;

export function compiledCode(cache: CodeCache | undefined): CompiledCode {
  const compiled: CompiledScript[] = [];
  let isMarked = false;
  /** Set once this call has code to cache, which must not contain V8's profile. */
  let setProfile: ReturnType<typeof profileFlags>;
  let timer: NodeJS.Timeout | undefined;

  const withDefaults = <Result>(load: () => Result): Result => {
    setProfile?.('default');
    try {
      return load();
    } finally {
      setProfile?.('changed');
    }
  };
  const keep = (): void => {
    const missing = compiled.filter(({size}) => isMarked || size === 0);
    withDefaults(() => {
      for (const {script, text, cached} of missing)
        cached.replace(Buffer.from(text, 'latin1'), script.createCachedData());
    });
  };
  const keepSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      keep();
    }, SOON_MS).unref();
  };
  const hasGrown = ({script, size}: CompiledScript): boolean =>
    size > 0 && script.createCachedData().length > size * GROWTH;
  return {
    compile(name, source, path) {
      const cached = cache?.find(name, source);
      const code = cached?.code;
      if (compiled.length === 0 && code) isMarked = cached.checkedAt === MARKED;
      if (cached && (isMarked || !code)) {
        setProfile ??= profileFlags();
        keepSoon();
      }
      const text = source.toString('latin1');
      const script = withDefaults(() => new Script(text, {filename: path, ...(code && {cachedData: code})}));
      const isKept = code !== undefined && script.cachedDataRejected === false;
      if (cached) {
        // Not its code, which would keep the memory into which it was read.
        const {checkedAt, replace, setCheckedAt} = cached;
        const size = isKept ? code.length : 0;
        compiled.push({script, text, cached: {checkedAt, replace, setCheckedAt}, size});
      }
      return script;
    },
    withDefaults,
    end() {
      keep();
      const [first, ...others] = compiled;
      if (!first || isMarked || !isCheckDue(first.cached.checkedAt, others)) return;
      first.cached.setCheckedAt(compiled.some(hasGrown) ? MARKED : Date.now());
    },
  };
}

/** @param others scripts whose files keep the time at which they were written */
function isCheckDue(checkedAt: number, others: readonly CompiledScript[]): boolean {
  const writtenAt = Math.max(...others.map(({cached}) => cached.checkedAt));
  const pause = Math.max(CHECK_MS.least, Math.min(checkedAt - writtenAt, CHECK_MS.most));
  return Math.abs(Date.now() - checkedAt) >= pause;
}
