/** The credentials of a request. */
export interface Credential {
  /** Headers of each request. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The client certificate and its key, as PEM. */
  readonly cert?: string;
  readonly key?: string;
}

/** A source of credentials, which may expire. */
export interface Credentials {
  /** The credentials for the next request. @throws KubernetesError `no-access` */
  current(signal: AbortSignal): Promise<Credential>;
  /** Called if the last credentials were rejected. Absent if there are no others. */
  renew?(signal: AbortSignal): Promise<Credential>;
}
