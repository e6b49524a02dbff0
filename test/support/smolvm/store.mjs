import {linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Failure} from './problems.mjs';

/** The machines as JSON files, in place of smolvm's database rows. Several processes use them concurrently. */
export function openStore(folder) {
  const pathOf = name => join(folder, `${name}.json`);
  const find = name => textOf(pathOf(name));
  return {
    find,
    get(name) {
      const row = find(name);
      if (!row) throw new Failure(`vm not found: ${name}`);
      return row;
    },
    all: () => readRows(folder).sort((a, b) => a.name.localeCompare(b.name)),
    /** Returns false if there is a machine with this name, even if it was just created. */
    add(row) {
      mkdirSync(folder, {recursive: true});
      const draft = draftOf(pathOf(row.name), row);
      try {
        linkSync(draft, pathOf(row.name));
        return true;
      } catch (error) {
        if (error.code === 'EEXIST') return false;
        throw error;
      } finally {
        rmSync(draft);
      }
    },
    /** Changes fields of a record if it still exists. */
    change(name, fields) {
      const row = find(name);
      if (row) renameSync(draftOf(pathOf(name), {...row, ...fields}), pathOf(name));
    },
    remove: name => rmSync(pathOf(name), {force: true}),
  };
}

function draftOf(path, row) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(row, null, 2));
  return draft;
}

function readRows(folder) {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.json'))
      .flatMap(name => textOf(join(folder, name)) ?? []);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function textOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
