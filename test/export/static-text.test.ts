import {describe, expect, test} from 'vitest';
import {staticText, type Dialect} from '../../src/export/static-text.ts';

const dialect: Dialect = {
  constants: {lookup: ([root, name]) => (root === 'vars' && name === 'tag' ? '1$6' : undefined)},
  literal: text => text.replaceAll('$', '$$$$'),
  reference: ([root, name]) => (root === 'env' ? `\${${name}}` : undefined),
  variable: (name, operator, operand) => `\${${name}${operator}${operand}}`,
};

describe('a string in a dialect', () => {
  test.each([
    ['5$ a', '5$$ a'],
    ['v${{ vars.tag }}', 'v1$$6'],
    ['$${{ x }}', '$${{ x }}'],
    ['${{ env.A }}/x', '${A}/x'],
    ["${{ default(env.A, 'b') }}", '${A:-b}'],
    ["${{ default_unset(env.A, '') }}", '${A-}'],
    ["${{ required(env.A, 'set A') }}", '${A:?set A}'],
    ["${{ required_set(env.A, 'set A') }}", '${A?set A}'],
    ["${{ alternative(env.A, 'b') }}", '${A:+b}'],
    ["${{ alternative_set(env.A, 'b') }}", '${A+b}'],
    ["${{ env.A || 'b' }}", '${A:-b}'],
    ["${{ env.A || env.B || 'c' }}", '${A:-${B:-c}}'],
    ["${{ concat(env.A, '-', vars.tag) }}", '${A}-1$$6'],
    ["${{ vars.tag == '16' }}", 'false'],
  ])('can contain %s', (raw, text) => expect(staticText(raw, dialect)).toEqual({text}));

  test.each([
    ['a ${{ tasks.db.pid }}', '${{ tasks.db.pid }}'],
    ["${{ env.A == 'b' }}", "${{ env.A == 'b' }}"],
    ['${{ default(env.A, tasks.db.pid) }}', '${{ default(env.A, tasks.db.pid) }}'],
    ["${{ env.A || tasks.db.pid || 'c' }}", "${{ env.A || tasks.db.pid || 'c' }}"],
  ])('cannot contain %s', (raw, without) => expect(staticText(raw, dialect)).toEqual({without}));
});
