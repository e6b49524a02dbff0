import type {SelfSubjectAccessReview} from 'kubernetes-types/authorization/v1.js';
import type {Job} from 'kubernetes-types/batch/v1.js';
import type {Lease} from 'kubernetes-types/coordination/v1.js';
import type {
  ConfigMap,
  Namespace,
  PersistentVolumeClaim,
  Pod,
  Secret,
  Service,
} from 'kubernetes-types/core/v1.js';
import type {ObjectMeta} from 'kubernetes-types/meta/v1.js';
import type {NetworkPolicy} from 'kubernetes-types/networking/v1.js';
import type {RequestedThing} from './problem.ts';

/** The fields that all objects of a cluster have. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

/** A type of objects, and its location in the API. */
export interface Resource<Kind extends KubernetesObject = KubernetesObject> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** Never set; it only carries the TypeScript type of the objects. */
  readonly objects?: Kind;
}

/** All types of objects that bottle uses. */
export const resources = {
  configMaps: core<ConfigMap>('configmaps', 'ConfigMap'),
  jobs: named<Job>('batch', 'jobs', 'Job'),
  leases: named<Lease>('coordination.k8s.io', 'leases', 'Lease'),
  namespaces: clusterWide<Namespace>('namespaces', 'Namespace'),
  networkPolicies: named<NetworkPolicy>('networking.k8s.io', 'networkpolicies', 'NetworkPolicy'),
  persistentVolumeClaims: core<PersistentVolumeClaim>('persistentvolumeclaims', 'PersistentVolumeClaim'),
  pods: core<Pod>('pods', 'Pod'),
  secrets: core<Secret>('secrets', 'Secret'),
  selfSubjectAccessReviews: {
    ...named<SelfSubjectAccessReview>(
      'authorization.k8s.io',
      'selfsubjectaccessreviews',
      'SelfSubjectAccessReview',
    ),
    isNamespaced: false,
  },
  services: core<Service>('services', 'Service'),
} as const;

function core<Kind extends KubernetesObject>(plural: string, kind: string): Resource<Kind> {
  return named('', plural, kind);
}

function clusterWide<Kind extends KubernetesObject>(plural: string, kind: string): Resource<Kind> {
  return {...core<Kind>(plural, kind), isNamespaced: false};
}

function named<Kind extends KubernetesObject>(group: string, plural: string, kind: string): Resource<Kind> {
  return {group, version: 'v1', plural, kind, isNamespaced: true};
}

/** An object, a part of it (`log`, `exec`), or all objects of a namespace. */
export interface ResourcePath {
  readonly resource: Resource;
  /** Absent for all namespaces, and for cluster-wide objects. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** The path in the API. */
export function pathOf({resource, namespace, name, subresource}: ResourcePath): string {
  const {group, version, plural, isNamespaced} = resource;
  const root = group === '' ? ['api', version] : ['apis', group, version];
  const scope = isNamespaced && namespace !== undefined ? ['namespaces', namespace] : [];
  const parts = [...root, ...scope, plural, name, subresource].filter(part => part !== undefined);
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** The `apiVersion` and `kind` of the objects of a resource. */
export function typeOf({group, version, kind}: Resource): {
  readonly apiVersion: string;
  readonly kind: string;
} {
  return {apiVersion: group === '' ? version : `${group}/${version}`, kind};
}

export function requestedThing(verb: string, path: ResourcePath): RequestedThing {
  const {resource, namespace, name, subresource} = path;
  return {
    verb,
    resource: subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`,
    group: resource.group,
    ...(resource.isNamespaced && namespace !== undefined && {namespace}),
    ...(name !== undefined && {name}),
  };
}
