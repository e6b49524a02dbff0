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

/** Where an engine is, who said so, and whether TLS was spoken to it; `cert` is the client's certificate. */
export interface Whereabouts {
  readonly address: string;
  readonly source: string;
  readonly tls?: {readonly cert?: string};
}

/** What came of asking an engine at `place` for a sign of life, where that has failed with `error`. */
export function noEngine(
  place: Whereabouts,
  error: NodeJS.ErrnoException & {readonly next?: string},
): NoEngineError {
  const {address, source, tls} = place;
  const {code = ''} = error;
  const {why, next} =
    known[code] ?? (isTls(error) ? tlsProblem(error, place) : {why: error.message, next: error.next});
  // Who refuses a certificate may close the connection before its reason has been read.
  const isRefusal = tls !== undefined && code === 'ECONNRESET';
  return new NoEngineError({
    address,
    source,
    why,
    next: next ?? (isRefusal ? LOOK_AT_CERTIFICATES : otherPlace(place)),
  });
}

/** An engine at `place` that listens for TLS, and was not spoken to by TLS. */
export function speaksTls({address, source}: Whereabouts): NoEngineError {
  const next = isContext(source)
    ? 'give the context its certificates (`docker context update --help` says how)'
    : `set \`DOCKER_TLS_VERIFY=1\`, and \`DOCKER_CERT_PATH\` to a folder with ${FILES}`;
  return new NoEngineError({address, source, why: 'it speaks TLS only', next});
}

/** The next step for somebody whose engine is not at `place`. */
function otherPlace({source}: Whereabouts): string {
  return isContext(source)
    ? 'start Docker there, or choose another context (`docker context ls` lists them)'
    : 'start Docker, or set `DOCKER_HOST` to where it is';
}

function isContext(source: string): boolean {
  return source.includes('context');
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

const FILES = '`ca.pem`, `cert.pem` and `key.pem`';

const LOOK_AT_CERTIFICATES = `look at the certificates: ${FILES} in \`DOCKER_CERT_PATH\`, or those of the context`;

function tlsProblem({code = '', message}: NodeJS.ErrnoException, {tls}: Whereabouts) {
  if (!code.includes('_ALERT_')) return {why: `TLS: ${message.trim()}`, next: LOOK_AT_CERTIFICATES};
  // What the other side calls bad, unknown or required is the client's certificate, in the words of its TLS library.
  const why =
    tls?.cert === undefined
      ? "it wants a client's certificate, and there is none"
      : "it does not accept the client's certificate";
  return {why, next: LOOK_AT_CERTIFICATES};
}
