import {startForker, type Forker} from './forker.ts';

/** The forker of a run, started only if it saves time. */
export interface ForkerSupply {
  /** The forker for the next command; `undefined` if bottle should start the command directly. */
  take(): Promise<Forker | undefined>;
  /** Ends the forker. */
  close(): Promise<void>;
}

/** Inputs of a supply. */
export interface SupplyParts {
  /** The environment of the bottle process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** See `ForkerOptions`. */
  readonly mark?: Readonly<Record<string, string>>;
  /** Called if the forker was killed. From then on, bottle starts commands directly. */
  readonly onLoss: (forker: Forker) => void;
  /** The number of commands to start without a forker; see {@link commandsBefore}. */
  readonly after: number;
}

/** Starting a forker takes 20 ms of CPU time, and it saves 2 ms for each command. */
const MANY = 16;

/** The number of commands to start without a forker, given the variable BOTTLE_FORKER and the number of tasks with commands. */
export function commandsBefore({BOTTLE_FORKER: when}: SupplyParts['env'], commands: number): number {
  if (when === 'never') return Infinity;
  return when === 'always' || commands >= MANY ? 0 : MANY;
}

/** Starts a forker after so many commands, or immediately if `after` is 0. */
export function createForkerSupply({env, mark = {}, onLoss, after}: SupplyParts): ForkerSupply {
  let taken = 0;
  let isClosed = false;
  let starting: Promise<Forker | undefined> | undefined;

  const start = async (): Promise<Forker | undefined> => {
    const forker = await startForker(env, {mark});
    void forker?.gone.then(() => {
      starting = Promise.resolve(undefined);
      if (!isClosed) onLoss(forker);
    });
    return forker;
  };
  if (after === 0) starting = start();
  return {
    async take() {
      taken += 1;
      if (taken <= after || isClosed) return undefined;
      return await (starting ??= start());
    },
    async close() {
      isClosed = true;
      const forker = await starting;
      await forker?.close();
    },
  };
}
