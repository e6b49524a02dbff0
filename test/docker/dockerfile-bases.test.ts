import {expect, test} from 'vitest';
import {basesOf} from '../../src/docker/dockerfile-bases.ts';

test.each<[string, string, Record<string, string>, readonly string[]]>([
  ['one', 'FROM node:22', {}, ['node:22']],
  ['lower case, with a platform', 'from --platform=linux/amd64 node:22 as build', {}, ['node:22']],
  [
    'stages are not images',
    'FROM a AS one\nFROM one\nFROM b\nCOPY --from=one / /\nCOPY --from=0 / /',
    {},
    ['a', 'b'],
  ],
  ['scratch is not an image', 'FROM scratch\nCOPY . /', {}, []],
  [
    'copied from',
    'FROM a\nCOPY --chown=1 --from=tools:1 /x /y\nRUN --mount=type=bind,from=c,target=/c make',
    {},
    ['a', 'tools:1', 'c'],
  ],
  ['a default', 'ARG V=22\nARG IMAGE="node:$V"\nFROM ${IMAGE}', {}, ['node:22']],
  ['an argument', 'ARG V=22\nFROM node:${V}', {V: '24'}, ['node:24']],
  ['an undeclared argument', 'FROM node:${V:-22}', {V: '24'}, ['node:22']],
  ['an unknown argument', 'ARG V\nFROM node:${V}\nFROM b', {}, ['b']],
  ['comments and joined lines', '# FROM x\nFROM \\\n  # y\n  node:22\n', {}, ['node:22']],
  ['the body of a here-document', 'FROM a\nRUN <<EOF\nFROM x\nEOF\nFROM b', {}, ['a', 'b']],
])('finds the base images of a Dockerfile: %s', (_what, text, args, bases) => {
  expect(basesOf(text, args)).toEqual(bases);
});
