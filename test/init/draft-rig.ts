import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {expect} from 'vitest';
import {parse} from 'yaml';
import {draft} from '../../src/init/draft.ts';
import {launchText} from '../../src/init/launch-document.ts';
import {look} from '../../src/init/look.ts';
import {silenceKnown} from '../../src/init/silence-known.ts';
import {check} from '../../src/lint/check.ts';
import {localDisk} from '../../src/lint/disk.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** The draft of a project with these files. Expects `bottle check` to find no problems in it. */
export async function drafted(files: Readonly<Record<string, string>>) {
  const dir = join(await temporaryDirectory(), 'shop');
  await mkdir(dir);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), {recursive: true});
    await writeFile(join(dir, name), text);
  }
  const {leftOut, ...made} = draft(await look(dir));
  const path = join(dir, 'bottle.yaml');
  const options = {vars: {}, env: {HOME: '/home/me'}, kinds, disk: localDisk};
  const {text, doubts} = silenceKnown(path, launchText({...made, leftOut}, './schema.json'), options);
  expect(check(path, text, options).diagnostics).toEqual([]);
  const file = parse(text) as Readonly<Record<'tasks' | 'vars' | 'profiles' | 'secrets' | 'dotenv', unknown>>;
  return {...file, leftOut, doubts, text};
}

/** A Compose file with one service, in Docker's default network. */
export function composeFile(service: Readonly<Record<string, unknown>>, others: object = {}) {
  const app = {image: 'app:1', network_mode: 'bridge', ...service};
  return {'compose.yaml': JSON.stringify({services: {app}, ...others})};
}

/** The task of that service. Compose continues when a container exits. */
export function appTask(container: object, keys: object = {}) {
  return {...keys, container: {image: 'app:1', ...container, on_exit: 'ignore'}};
}
