import {expect, test} from 'vitest';
import type {BuiltImage} from '../../../src/schema/tasks/image.ts';
import {image} from '../../../src/tasks/image/kind.ts';

const mistakes = (build: BuiltImage) => image.validate({image: build}, () => undefined);

test('a build with both a Dockerfile and an inline one is an error', () => {
  expect(mistakes({build: '.', dockerfile: 'D', dockerfile_inline: 'FROM a'})).toEqual([
    {
      key: ['image', 'dockerfile_inline'],
      message: '`dockerfile_inline` and `dockerfile` exclude each other; remove one of them',
    },
  ]);
  expect(mistakes({build: '.', dockerfile: 'D'})).toEqual([]);
  expect(mistakes({build: '.', dockerfile_inline: 'FROM a'})).toEqual([]);
});
