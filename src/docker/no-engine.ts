import type {NoEngineFailure} from '../vocabulary/failure.ts';

/** Why no engine can be had, before it is known for which task. */
export class NoEngineError extends Error {
  override readonly name = 'NoEngineError';
  readonly facts: NoEngineFacts;

  constructor(facts: NoEngineFacts) {
    super(facts.why);
    this.facts = facts;
  }
}

export type NoEngineFacts = Omit<NoEngineFailure, 'reason' | 'task'>;

/** Where an engine is, and who said so. */
export interface Whereabouts {
  readonly address: string;
  readonly source: string;
}

/** What came of asking an engine at `place` for a sign of life, where that has failed with `error`. */
export function noEngine(
  place: Whereabouts,
  error: NodeJS.ErrnoException & {readonly reason?: string},
): NoEngineError {
  const {address, source} = place;
  const {code = ''} = error;
  const {why, next} = known[code] ?? (isTls(error) ? tlsProblem(error) : {why: error.message});
  return new NoEngineError({address, source, why, next: next ?? otherPlace(place)});
}

/** The next step for somebody whose engine is not at `place`. */
function otherPlace({source}: Whereabouts): string {
  return source.includes('context')
    ? 'start Docker there, or choose another context (`docker context ls` lists them)'
    : 'start Docker, or set `DOCKER_HOST` to where it is';
}

const known: Readonly<Record<string, {readonly why: string; readonly next?: string}>> = {
  ENOENT: {why: 'there is no such socket'},
  ENOTSOCK: {why: 'that is not a socket'},
  ECONNREFUSED: {why: 'connection refused'},
  ECONNRESET: {why: 'it closed the connection'},
  ENOTFOUND: {why: 'there is no such host'},
  EAI_AGAIN: {why: 'there is no such host'},
  EHOSTUNREACH: {why: 'the host cannot be reached'},
  ENETUNREACH: {why: 'the host cannot be reached'},
  EACCES: {
    why: 'permission denied',
    next: 'get the right to use it: `sudo usermod -aG docker "$USER"`, then log in again',
  },
  EPERM: {why: 'permission denied'},
  EPROTO: {
    why: 'it does not speak TLS',
    next: 'unset `DOCKER_TLS_VERIFY` if it shall not',
  },
};

/** Codes of OpenSSL's and Node's own checks of certificates have these words in them. */
function isTls({code = ''}: NodeJS.ErrnoException): boolean {
  return /CERT|TLS|SSL|SIGNATURE/.test(code);
}

function tlsProblem({message}: Error) {
  return {
    why: `TLS: ${message}`,
    next: 'look at the certificates: `ca.pem`, `cert.pem` and `key.pem` in `DOCKER_CERT_PATH`, or those of the context',
  };
}
