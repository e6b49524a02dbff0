import type {Credentials} from './credentials.ts';

/** How a cluster is reached, and as whom. */
export interface ClusterAccess {
  /** `https://127.0.0.1:6443`, maybe with a path; without a slash at the end. */
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

/** How the API server is trusted. */
export interface ClusterTls {
  /** Its authorities, as PEM. Default: those of Node. */
  readonly ca?: string;
  /** Whether its certificate is not verified. */
  readonly insecure: boolean;
  /** The name that its certificate must have. Default: the host of its address. */
  readonly serverName?: string;
}
