import type {KeyPath} from '../yaml/parsed-file.ts';

/** A path of keys as text: `container.ports[0]`, `env.HOST`. */
export function describeKey(path: KeyPath): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join('');
}
