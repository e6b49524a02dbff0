import type {Fields} from '../vocabulary/fields.ts';

/**
 * The fields of a pod that container keys are converted to. A type, not an interface, so that it is assignable to
 * {@link Fields}.
 */
export type PodParts = {
  /** Fields of the container. */
  readonly container?: Fields;
  /** Fields of the pod's `spec`. */
  readonly pod?: Fields;
  /** Annotations of the pod. */
  readonly annotations?: Fields;
  /** Names of volumes that need a claim. */
  readonly claims?: readonly string[];
};

export const inContainer = (fields: Fields): PodParts => ({container: fields});
export const inPod = (fields: Fields): PodParts => ({pod: fields});
export const security = (fields: Fields): PodParts => inContainer({securityContext: fields});

/** `512m` in bottle and Docker is `512Mi` in Kubernetes; the units are powers of 1024. */
export function quantity(size: string): string {
  const [, number = size, unit = ''] = /^\s*([\d.]+)\s*([bkmgt]?)(?:i?b)?\s*$/i.exec(size) ?? [];
  return `${number}${{b: '', k: 'Ki', m: 'Mi', g: 'Gi', t: 'Ti'}[unit.toLowerCase()] ?? ''}`;
}
