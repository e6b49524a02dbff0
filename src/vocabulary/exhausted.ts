import {codeOf, messageOf, syscallOf} from './caught-error.ts';
import type {ExhaustedFailure} from './failure.ts';

/**
 * The failure for an error that means that the system has run out of a resource; `undefined` for any other error.
 * `descriptorLimit` is the limit of this process, if known.
 */
export function exhaustedBy(error: unknown, descriptorLimit?: number): ExhaustedFailure | undefined {
  const code = codeOf(error) ?? '';
  const resource = code === 'EAGAIN' && !syscallOf(error)?.startsWith('spawn') ? undefined : RESOURCES[code];
  if (resource === undefined) return undefined;
  const limit = resource === 'descriptors' ? descriptorLimit : undefined;
  return {reason: 'exhausted', resource, message: messageOf(error), ...(limit !== undefined && {limit})};
}

/** By error code. At the process limit, fork(2) fails with EAGAIN. */
const RESOURCES: Readonly<Record<string, ExhaustedFailure['resource']>> = {
  EMFILE: 'descriptors',
  ENFILE: 'system-descriptors',
  ENOSPC: 'disk',
  EDQUOT: 'quota',
  EAGAIN: 'processes',
  ENOMEM: 'memory',
};
