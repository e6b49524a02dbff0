import type {BindOptions} from '../schema/tasks/container-mounts.ts';

/** Whether a bind mount changes the default treatment of submounts. */
export function changesRecursion({recursive = 'enabled'}: BindOptions): boolean {
  return recursive !== 'enabled';
}
