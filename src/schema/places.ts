import type {Address, Command} from './values.ts';

/** A place for containers, networks, volumes and images: exactly one of `docker` and `kubernetes`. */
export type PlaceSource = DockerPlaceSource | KubernetesPlaceSource;

/**
 * A Docker engine.
 * @skeleton {"docker": {"host": "${1:ssh://me@big}"}}
 */
export interface DockerPlaceSource {
  /** A Docker engine, by its address or by a context of the command `docker`. */
  docker: DockerPlace;
}

/** The engine: exactly one of `host` and `context`. */
export interface DockerPlace {
  /**
   * The address of the engine, as in `DOCKER_HOST`. Default: the address in `context`.
   * @pattern ^(unix|tcp|ssh)://.
   * @patternErrorMessage expected an address such as `ssh://me@big`, `tcp://10.0.0.5:2376` or `unix:///run/docker.sock`
   * @examples ["ssh://me@big", "tcp://10.0.0.5:2376"]
   */
  host?: string;
  /**
   * The Docker context to take the address and certificates from (`docker context ls`). Default: none; `host` is used.
   * @examples ["big"]
   */
  context?: string;
  /**
   * For an engine at a `tcp://` address: the address of its machine where ports are published. bottle forwards the local
   * addresses in the launch file to it. Other machines must not be able to reach it. Default: none; ports cannot be published
   * there.
   * @examples ["10.0.0.5"]
   */
  publish?: Address;
  /**
   * The folder with `ca.pem`, `cert.pem` and `key.pem` for TLS, relative to the launch file. Default: `DOCKER_CERT_PATH` if
   * `DOCKER_TLS_VERIFY` is set; otherwise no TLS.
   * @examples ["./certs"]
   */
  certs?: string;
}

/**
 * A namespace of a Kubernetes cluster.
 * @skeleton {"kubernetes": {"context": "${1:kind-lab}"}}
 */
export interface KubernetesPlaceSource {
  /** A Kubernetes cluster, and the namespace to use. */
  kubernetes: KubernetesPlace;
}

/** The cluster and its options. */
export interface KubernetesPlace {
  /**
   * The context of the kubeconfig (`kubectl config get-contexts`). Default: the current one.
   * @examples ["kind-lab"]
   */
  context?: string;
  /**
   * The namespace, which must exist. Default: a namespace that is created for the run and removed with it.
   * @pattern ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$
   * @patternErrorMessage expected the name of a namespace: at most 63 lower-case letters, digits and `-`
   * @examples ["sandboxes"]
   */
  namespace?: string;
  /**
   * The kubeconfig, relative to the launch file. Default: the files in `KUBECONFIG`, or `~/.kube/config`.
   * @examples ["./kubeconfig"]
   */
  kubeconfig?: string;
  /**
   * A command that makes an image of the local Docker engine available to the cluster. It runs for each image that the file
   * builds, with the image in `$BOTTLE_IMAGE`. Default: none; images must be pullable.
   * @examples ["kind load docker-image \"$BOTTLE_IMAGE\""]
   */
  load?: Command;
  /**
   * The `runtimeClassName` of containers without `runtime`, such as the one for Kata Containers or gVisor, and of `machine`
   * tasks, which require one. Default: the cluster's.
   * @examples ["kata"]
   */
  runtime_class?: string;
}

/** The key that selects the place of a task. */
export interface PlaceKey {
  /**
   * The place of the task: one of `places`, or `local` for the engine that `docker` uses. Default: `--place`, the file's `place`,
   * or `local`.
   * @pattern ^[A-Za-z_][A-Za-z0-9_-]*$
   * @patternErrorMessage expected the name of a place: letters, digits, `_` and `-`, a letter or `_` first
   * @examples ["big"]
   */
  place?: string;
}
