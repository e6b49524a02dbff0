import type {AskedEngine} from '../docker/first-ping.ts';
import {NoEngineError} from '../docker/no-engine.ts';
import type {Check, Finding} from './finding.ts';

/** @param needsBridge whether the launch uses the engine's default network */
export function dockerCheck(needsBridge: boolean): Check {
  return async ({askEngine}, signal) => {
    try {
      const engine = await askEngine(signal);
      return [
        bridgeProblem(engine, needsBridge) ?? {check: 'docker', status: 'good', found: described(engine)},
      ];
    } catch (error) {
      if (!(error instanceof NoEngineError)) throw error;
      const {address, source, why, next} = error.facts;
      return [{check: 'docker', status: 'missing', found: `\`${address}\` (${source}): ${why}`, fix: next}];
    }
  };
}

function described({software, address, source}: AskedEngine): string {
  return `${software} at \`${address}\` (${source})`;
}

/** A container joins the default bridge unless its `networks` name others; so does a build. */
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
        found: `${described(engine)} has lost its default network: there is no interface \`${bridge.name}\``,
        fix: 'restart the engine (`sudo systemctl restart docker`); a second `dockerd --bridge=none` deletes it',
      };
  }
}
