import type {Credentials} from './credentials.ts';

/** The address of a cluster, and the credentials for it. */
export interface ClusterAccess {
  /** `https://127.0.0.1:6443`, possibly with a path; without a trailing slash. */
  readonly server: string;
  /** The name of the context; absent inside a pod. */
  readonly context?: string;
  /** The namespace of the context, or of the pod that bottle runs in. */
  readonly namespace: string;
  /** "context `kind-lab` of /home/me/.kube/config", "the service account of this pod". */
  readonly source: string;
  readonly tls: ClusterTls;
  readonly credentials: Credentials;
  /** The URL of an HTTP proxy. */
  readonly proxy?: string;
}

/** TLS settings for the API server. */
export interface ClusterTls {
  /** CA certificates, as PEM. Default: those of Node. */
  readonly ca?: string;
  /** Whether to skip the verification of its certificate. */
  readonly insecure: boolean;
  /** The expected name in its certificate. Default: the host of its address. */
  readonly serverName?: string;
}
