import type {Fields} from '../vocabulary/fields.ts';

/** The parts of a pod that the keys of a container become: a type, so that it is one of {@link Fields}. */
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

/** `512m` of bottle and Docker is `512Mi` here; their units are powers of 1024. */
export function quantity(size: string): string {
  const [, number = size, unit = ''] = /^\s*([\d.]+)\s*([bkmgt]?)(?:i?b)?\s*$/i.exec(size) ?? [];
  return `${number}${{b: '', k: 'Ki', m: 'Mi', g: 'Gi', t: 'Ti'}[unit.toLowerCase()] ?? ''}`;
}
