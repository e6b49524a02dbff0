import {startForker, type Forker} from './forker.ts';

/** The forker of a run, started when it pays. */
export interface ForkerSupply {
  /** For the next command; `undefined` if bottle is to start that by itself. */
  take(): Promise<Forker | undefined>;
  /** Ends the forker. */
  close(): Promise<void>;
}

/** Inputs of a supply. */
export interface SupplyParts {
  /** The environment of the bottle process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** It was killed: bottle starts commands by itself from now on. */
  readonly onLoss: (forker: Forker) => void;
  /** How many commands are started without one. */
  readonly first: number;
}

/** A forker takes 10 ms to start; it saves 1 to 2 ms for each command that it starts. */
const FIRST = 8;

/** For {@link SupplyParts}, from the variable BOTTLE_FORKER: `always`, `many` or, by default, `never`. */
export function firstOf({BOTTLE_FORKER: when}: SupplyParts['env']): number {
  if (when === 'many') return FIRST;
  return when === 'always' ? 0 : Infinity;
}

/** Starts a forker for those commands that come after the first ones. */
export function createForkerSupply({env, onLoss, first}: SupplyParts): ForkerSupply {
  let taken = 0;
  let isClosed = false;
  let starting: Promise<Forker | undefined> | undefined;

  const start = async (): Promise<Forker | undefined> => {
    const forker = await startForker(env);
    void forker?.gone.then(() => {
      starting = Promise.resolve(undefined);
      if (!isClosed) onLoss(forker);
    });
    return forker;
  };

  return {
    async take() {
      taken += 1;
      if (taken <= first || isClosed) return undefined;
      return await (starting ??= start());
    },
    async close() {
      isClosed = true;
      const forker = await starting;
      await forker?.close();
    },
  };
}
