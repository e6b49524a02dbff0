import {raceAbort} from '../processes/race-abort.ts';

/** What the state of a needed node means for who needs it: go on, wait, or never. */
export type Standing = 'met' | 'open' | 'broken';

/** A node that another one needs, and what each of its states means for that. */
export interface Need<Node, State> {
  readonly node: Node;
  standing(state: State): Standing;
}

/**
 * The states of the nodes of a graph, and who waits for which. A node is executed by a function of its own, which waits here
 * for what it needs and then changes its state; so nothing starts too early, whatever the states mean. Bringing up and
 * teardown are both that, with other states.
 */
export interface Scheduler<Node, State> {
  stateOf(node: Node): State;
  setState(node: Node, state: State): void;
  /** Follows some needs from now on, until they have been given up. */
  follow(needs: readonly Need<Node, State>[]): FollowedNeeds<Node>;
}

/** Needs that are being followed. */
export interface FollowedNeeds<Node> {
  /** Settles at a moment at which all of them are met; rejects with the signal's reason. */
  untilMet(signal?: AbortSignal): Promise<void>;
  /** Aborted, with a {@link BrokenNeed}, once one of them can never be met (again). */
  readonly broken: AbortSignal;
  /** Those that are not met now. */
  unmet(): readonly Node[];
  /** Stops following; the needs count no more. */
  close(): void;
}

/** Why a node cannot go on: a need of it can never be met. */
export class BrokenNeed<Node> {
  readonly node: Node;

  constructor(node: Node) {
    this.node = node;
  }
}

/** A scheduler of nodes that are all in the state `initial`. */
export function createScheduler<Node, State>(initial: State): Scheduler<Node, State> {
  const states = new Map<Node, State>();
  const followers = new Map<Node, Set<() => void>>();
  const stateOf = (node: Node): State => (states.has(node) ? (states.get(node) as State) : initial);
  return {
    stateOf,
    setState(node, state) {
      states.set(node, state);
      for (const hear of [...(followers.get(node) ?? [])]) hear();
    },
    follow(needs) {
      const heard = needs.map(need => ({need, hear: () => judge(need)}));
      const unmet = new Set<Need<Node, State>>();
      const broken = new AbortController();
      let goOn: (() => void) | undefined;

      const judge = (need: Need<Node, State>): void => {
        const standing = need.standing(stateOf(need.node));
        if (standing === 'met') unmet.delete(need);
        else unmet.add(need);
        if (standing === 'broken') broken.abort(new BrokenNeed(need.node));
        if (unmet.size === 0) goOn?.();
      };
      const close = (): void => {
        for (const {need, hear} of heard) followers.get(need.node)?.delete(hear);
      };

      for (const {need, hear} of heard) {
        const others = followers.get(need.node) ?? new Set();
        followers.set(need.node, others.add(hear));
        judge(need);
      }
      return {
        broken: broken.signal,
        unmet: () => [...new Set([...unmet].map(({node}) => node))],
        close,
        async untilMet(signal) {
          const met = new Promise<void>(resolve => (goOn = resolve));
          if (unmet.size === 0) goOn?.();
          await (signal ? raceAbort(met, signal) : met);
        },
      };
    },
  };
}
