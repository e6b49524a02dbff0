import {readFileSync} from 'node:fs';
import {Ajv, type AnySchema} from 'ajv';
import {expect, test} from 'vitest';
import {loadFile, plan, select} from '../../src/index.ts';

const text = readFileSync(new URL('../../schema/plan.schema.json', import.meta.url), 'utf8');
const schema = JSON.parse(text) as AnySchema;

test.each(['bottle.yaml.example', 'examples/docker-agent-sandbox/bottle.yaml'])(
  'the plan of %s is valid, and invalid without any one of its keys',
  async path => {
    const loaded = await loadFile(path);
    if ('diagnostics' in loaded) throw new Error(`${path} is wrong`);
    const selected = select(loaded.launch, {});
    if ('diagnostics' in selected) throw new Error('everything can be selected');
    const reported = plan({...loaded, ...selected, env: {}, times: {}});

    const validate = new Ajv({strict: true}).compile(schema);
    expect(validate(JSON.parse(JSON.stringify(reported)))).toBe(true);
    for (const key of Object.keys(reported)) {
      const {[key]: _, ...rest} = reported as unknown as Record<string, unknown>;
      expect({key, isValid: validate(rest)}).toEqual({key, isValid: false});
    }
  },
);
