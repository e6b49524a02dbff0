/** The credentials of a request. */
export interface Credential {
  /** Headers of each request. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The client's certificate and its key, as PEM. */
  readonly cert?: string;
  readonly key?: string;
}

/** Where credentials come from; some expire. */
export interface Credentials {
  /** Those of the next request. @throws KubernetesError `no-access` */
  current(signal: AbortSignal): Promise<Credential>;
  /** Called when the last ones were refused. Absent if there can be no others. */
  renew?(signal: AbortSignal): Promise<Credential>;
}
