import {codeOf} from '../vocabulary/caught-error.ts';
import type {NoEngineFailure} from '../vocabulary/failure.ts';

/** The reason why no engine responds, without the task, which is added later. */
export class NoEngineError extends Error {
  override readonly name = 'NoEngineError';
  readonly facts: NoEngineFacts;
  /** Whether it did not respond within the time limit. */
  readonly isSilent: boolean;

  constructor(facts: NoEngineFacts, {isSilent = false} = {}) {
    super(facts.why);
    this.facts = facts;
    this.isSilent = isSilent;
  }
}

export type NoEngineFacts = Omit<NoEngineFailure, 'reason' | 'task'>;

/** The address of an engine, the source of the address, and the TLS settings, if any; `cert` is the client certificate. */
export interface EngineAttempt {
  readonly address: string;
  readonly source: string;
  readonly tls?: {readonly cert?: string};
}

/** The error for a failed ping of the engine at `place`. */
export function noEngine(place: EngineAttempt, error: Error & {readonly next?: string}): NoEngineError {
  const {address, source, tls} = place;
  const code = codeOf(error) ?? '';
  const {why, next} =
    known[code] ?? (isTls(code) ? tlsProblem(error, place) : {why: error.message, next: error.next});
  // An engine that rejects a certificate may close the connection before the client has read the reason.
  const isRefusal = tls !== undefined && code === 'ECONNRESET';
  return new NoEngineError({
    address,
    source,
    why,
    next: next ?? (isRefusal ? LOOK_AT_CERTIFICATES : otherPlace(place)),
  });
}

/** The error for an engine that expects TLS but was contacted without it. */
export function speaksTls({address, source}: EngineAttempt): NoEngineError {
  const next = isContext(source)
    ? 'add the certificates to the context (see `docker context update --help`)'
    : `set \`DOCKER_TLS_VERIFY=1\`, and \`DOCKER_CERT_PATH\` to a folder with ${FILES}`;
  return new NoEngineError({address, source, why: 'it accepts only TLS', next});
}

/** The next step if no engine responds at `place`. */
function otherPlace({source}: EngineAttempt): string {
  return isContext(source)
    ? 'start Docker there, or choose another context (list them with `docker context ls`)'
    : 'start Docker, or set `DOCKER_HOST` to its address';
}

function isContext(source: string): boolean {
  return source.includes('context');
}

const known: Readonly<Record<string, {readonly why: string; readonly next?: string}>> = {
  ENOENT: {why: 'the socket does not exist'},
  ENOTSOCK: {why: 'it is not a socket'},
  ECONNREFUSED: {why: 'connection refused'},
  ECONNRESET: {why: 'it closed the connection'},
  ENOTFOUND: {why: 'host not found'},
  EAI_AGAIN: {why: 'host not found'},
  EHOSTUNREACH: {why: 'host unreachable'},
  ENETUNREACH: {why: 'host unreachable'},
  EACCES: {
    why: 'permission denied',
    next: 'add yourself to its group: `sudo usermod -aG docker "$USER"`, then log in again',
  },
  EPERM: {why: 'permission denied'},
  EPROTO: {
    why: 'it does not speak TLS',
    next: 'unset `DOCKER_TLS_VERIFY` to connect without TLS',
  },
};

/** The error codes of certificate checks in OpenSSL and Node contain these words. */
function isTls(code: string): boolean {
  return /CERT|TLS|SSL|SIGNATURE/.test(code);
}

const FILES = '`ca.pem`, `cert.pem` and `key.pem`';

const LOOK_AT_CERTIFICATES = `check the certificates: ${FILES} in \`DOCKER_CERT_PATH\`, or those of the context`;

function tlsProblem(error: Error, {tls}: EngineAttempt) {
  if (!codeOf(error)?.includes('_ALERT_'))
    return {why: `TLS: ${error.message.trim()}`, next: LOOK_AT_CERTIFICATES};
  // A TLS alert from the engine is about the client certificate; its wording depends on the engine's TLS library.
  const why =
    tls?.cert === undefined
      ? 'it requires a client certificate, and none is configured'
      : 'it rejects the client certificate';
  return {why, next: LOOK_AT_CERTIFICATES};
}
