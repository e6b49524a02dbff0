import {NoEngineError} from '../docker/no-engine.ts';
import type {Check} from './finding.ts';

export const dockerCheck: Check = async ({askEngine}) => {
  try {
    const {address, source, software} = await askEngine();
    return [{check: 'docker', status: 'good', found: `${software} at \`${address}\` (${source})`}];
  } catch (error) {
    if (!(error instanceof NoEngineError)) throw error;
    const {address, source, why, next} = error.facts;
    return [{check: 'docker', status: 'lacking', found: `\`${address}\` (${source}): ${why}`, mend: next}];
  }
};
