import type {Hook} from '../../schema/tasks/container-hooks.ts';
import {carryKeys, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';
import {as, asMap} from './carriers.ts';

const keys: KeyTable<Hook, TaskExport> = {
  // Compose would split a string into words and run it without a shell.
  command: (command, {key, text, argv}) =>
    typeof command === 'string'
      ? {command: ['sh', '-e', '-c', text(key, command)]}
      : {command: argv(key, command)},
  user: as(),
  privileged: as(),
  workdir: as('working_dir'),
  env: asMap('environment'),
};

/** A lifecycle hook of a container in the format of Compose. */
export function hookOf(hook: Hook, exported: TaskExport): Fields {
  return carryKeys(hook, keys, exported, exported.lose);
}
