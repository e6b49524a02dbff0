import type {AskedEngine} from '../docker/first-ping.ts';
import {NoEngineError} from '../docker/no-engine.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import type {DockerPlace} from '../schema/places.ts';
import type {Check, Finding, Host} from './finding.ts';

/** An engine that tasks use. */
export interface NeededEngine {
  /** Absent for the engine that the user's environment selects. */
  readonly place?: NamedPlace<DockerPlace>;
  /** Whether the launch uses its default network. */
  readonly needsBridge: boolean;
}

/** A finding for each engine. */
export function dockerCheck(engines: readonly NeededEngine[]): Check {
  return async (machine, signal) =>
    await Promise.all(engines.map(async engine => await findingOf(engine, machine, signal)));
}

async function findingOf(
  {place, needsBridge}: NeededEngine,
  {askEngine}: Host,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    const engine = await askEngine(signal, place);
    return bridgeProblem(engine, needsBridge) ?? {check: 'docker', status: 'good', found: described(engine)};
  } catch (error) {
    if (!(error instanceof NoEngineError)) throw error;
    const {address, source, why, next} = error.facts;
    return {check: 'docker', status: 'missing', found: `\`${address}\` (${source}): ${why}`, fix: next};
  }
}

function described({software, address, source}: AskedEngine): string {
  return `${software} at \`${address}\` (${source})`;
}

/** The problem with the default network, which builds and containers without `networks` join. */
function bridgeProblem(engine: AskedEngine, needsBridge: boolean): Finding | undefined {
  const {bridge} = engine;
  const status = needsBridge ? 'missing' : 'note';
  switch (bridge.state) {
    case 'there':
      return undefined;
    case 'none':
      return {
        ...{check: 'docker', status},
        found: `${described(engine)} has no default network \`bridge\``,
        fix: 'start it without `--bridge=none`, or give each container `networks`',
      };
    case 'deleted':
      return {
        ...{check: 'docker', status},
        found: `${described(engine)} has lost its default network: the interface \`${bridge.name}\` does not exist`,
        fix: 'restart the engine (`sudo systemctl restart docker`); a second `dockerd --bridge=none` deletes it',
      };
  }
}
