import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {drafted} from '../draft-rig.ts';
import {keysOf} from './schema-keys.ts';
import {specification, VERSION} from './specification.ts';

/** The path of the schema of the specification, fetched by `.ci/run`, if available. */
const {COMPOSE_SPEC_SCHEMA: path} = process.env;

describe('each key of the specification', () => {
  test.each(Object.entries(specification))(
    'is converted or reported: %s',
    async (_, {file, tasks, reported}) => {
      const project = {'compose.yaml': JSON.stringify(file), there: '', 'web/Dockerfile': 'FROM x'};
      const found = await drafted(project);
      expect({...(found.tasks as object)}).toMatchObject(tasks ?? {});
      if (reported === undefined) expect(found.leftOut).toEqual([]);
      else expect(found.leftOut.join('\n')).toContain(reported);
    },
  );

  test.skipIf(path === undefined && !process.env.CI)(`is in the table for ${VERSION}`, () => {
    const schema: unknown = JSON.parse(readFileSync(path ?? '', 'utf8'));
    const isCovered = (key: string): boolean =>
      Object.hasOwn(specification, key) || isReportedAsAWhole(key.split('.').slice(0, -1).join('.'));
    expect(keysOf(schema).filter(key => !isCovered(key))).toEqual([]);
  });
});

function isReportedAsAWhole(key: string): boolean {
  if (key === '') return false;
  const row = specification[key];
  return (
    (row?.reported !== undefined && row.tasks === undefined) ||
    isReportedAsAWhole(key.split('.').slice(0, -1).join('.'))
  );
}
