/**
 * The reason why a request to a cluster failed, as data.
 *
 * `no-access`: no usable address or credentials. `unreachable`: no response. `untrusted`: TLS failed. All others are
 * error responses of the API server; after `expired`, a watch or list must start again.
 */
export type KubernetesProblem = NoAccess | NoConnection | RefusedRequest;

export interface NoAccess {
  readonly problem: 'no-access';
  /** The source of the settings: "context `kind-lab` of /home/me/.kube/config". */
  readonly source: string;
  readonly why: string;
  /** How to fix it. */
  readonly next: string;
}

export interface NoConnection {
  readonly problem: 'unreachable' | 'untrusted';
  readonly server: string;
  readonly why: string;
}

export interface RefusedRequest extends RequestedThing {
  readonly problem:
    | 'unauthorized'
    | 'forbidden'
    | 'not-found'
    | 'exists'
    | 'conflict'
    | 'expired'
    | 'invalid'
    | 'too-many-requests'
    | 'unavailable'
    | 'refused';
  readonly status: number;
  /** The error message of the API server, in one line. */
  readonly why: string;
  /** The pause requested by the API server, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** A request to an API server, in the terms of a Role. */
export interface RequestedThing {
  readonly verb: string;
  /** `pods`, `pods/exec`. */
  readonly resource: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** The error of a failed request. Any other error thrown here is a bug or the abort reason of a signal. */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';
  readonly facts: KubernetesProblem;

  constructor(facts: KubernetesProblem) {
    super(problemText(facts));
    this.facts = facts;
  }
}

/** Whether a request failed with one of these problems. */
export function hasProblem(
  error: unknown,
  ...problems: readonly KubernetesProblem['problem'][]
): error is KubernetesError {
  return error instanceof KubernetesError && problems.includes(error.facts.problem);
}

/** The result of a request, or `undefined` if its object does not exist. */
export async function ifFound<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (hasProblem(error, 'not-found')) return undefined;
    throw error;
  }
}

/** The reason in one line, without a full stop. */
function problemText(facts: KubernetesProblem): string {
  switch (facts.problem) {
    case 'no-access':
      return facts.why;
    case 'unreachable':
      return `the API server at ${facts.server} does not respond: ${facts.why}`;
    case 'untrusted':
      return `no trusted connection to the API server at ${facts.server}: ${facts.why}`;
    case 'unauthorized':
      return `the API server does not accept the credentials: ${facts.why}`;
    case 'forbidden':
      return `not allowed to ${facts.verb} ${permissionText(facts)}: ${facts.why}`;
    case 'too-many-requests':
      return `the API server limits requests: ${facts.why}`;
    case 'not-found':
    case 'exists':
    case 'conflict':
    case 'expired':
    case 'invalid':
    case 'unavailable':
    case 'refused':
      return facts.why;
  }
}

/** `pods/exec in namespace sandboxes`, `leases.coordination.k8s.io in …`, `namespaces`. */
export function permissionText({resource, group, namespace}: RequestedThing): string {
  const [plural = '', ...sub] = resource.split('/');
  const name = [group === '' ? plural : `${plural}.${group}`, ...sub].join('/');
  return namespace === undefined ? name : `${name} in namespace ${namespace}`;
}
