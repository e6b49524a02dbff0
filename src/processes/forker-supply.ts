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
  /** How many commands are started without a forker; see {@link firstOf}. */
  readonly first: number;
}

/** A forker takes 20 ms of processor time, and saves 2 ms for each command that it starts. */
const MANY = 16;

/** How many commands are to be started without a forker, by the variable BOTTLE_FORKER and the number of tasks with commands. */
export function firstOf({BOTTLE_FORKER: when}: SupplyParts['env'], commands: number): number {
  if (when === 'never') return Infinity;
  return when === 'always' || commands >= MANY ? 0 : MANY;
}

/** Starts a forker for those commands that come after the first ones; immediately if it is for all. */
export function createForkerSupply({env, onLoss, first}: SupplyParts): ForkerSupply {
  let taken = 0;
  let isClosed = false;

  async function start(): Promise<Forker | undefined> {
    const forker = await startForker(env);
    void forker?.gone.then(() => {
      starting = Promise.resolve(undefined);
      if (!isClosed) onLoss(forker);
    });
    return forker;
  }

  let starting = first === 0 ? start() : undefined;
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
