import type {Fields} from '../key-table.ts';

/** The parts of a pod that the keys of a container become. */
export interface PodParts {
  /** Fields of the container. */
  readonly container?: Fields;
  /** Fields of the pod's `spec`. */
  readonly pod?: Fields;
  /** Annotations of the pod. */
  readonly annotations?: Fields;
  /** Names of volumes that need a claim. */
  readonly claims?: readonly string[];
}

export const inContainer = (fields: Fields): Fields => ({container: fields});
export const inPod = (fields: Fields): Fields => ({pod: fields});
export const security = (fields: Fields): Fields => inContainer({securityContext: fields});

/** `512m` of bottle and Docker is `512Mi` here; their units are powers of 1024. */
export function quantity(size: string): string {
  const [, number = size, unit = ''] = /^([\d.]+)([bkmg]?)$/i.exec(size) ?? [];
  return `${number}${{b: '', k: 'Ki', m: 'Mi', g: 'Gi'}[unit.toLowerCase()] ?? ''}`;
}
