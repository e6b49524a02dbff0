import {describe, expect, test} from 'vitest';
import {load} from '../../src/config/load.ts';
import {kinds} from '../../src/tasks/registry.ts';

const files: Readonly<Record<string, string>> = {
  '/work/app/Dockerfile': 'ARG BASE=shop-base\nFROM docker.io/library/$BASE\n',
  '/work/app/Own': 'FROM shop-app:latest\n',
};

function needsOf(tasks: string): Record<string, readonly string[]> {
  const loaded = load('/work/bottle.yaml', `tasks:\n${tasks}`, {
    vars: {},
    env: {},
    kinds,
    readText: path => files[path],
  });
  if ('diagnostics' in loaded) throw new Error(loaded.diagnostics.map(({message}) => message).join('\n'));
  return Object.fromEntries(
    [...loaded.launch.tasks].map(([name, {needs}]) => [
      name,
      needs.map(({to, origin, label, key}) => `${to}: ${origin} ${label} in ${key}`),
    ]),
  );
}

const base = '  base: {image: {build: ./base, tag: shop-base:latest}}\n';

describe('the tag of an image task', () => {
  test('adds a need to a build whose Dockerfile starts from the tag', () => {
    expect(needsOf(`${base}  app: {image: {build: ./app}}`).app).toEqual([
      'base: needs FROM docker.io/library/shop-base in image.build',
    ]);
    expect(needsOf(`${base}  app: {image: {build: ./app, args: {BASE: other}}}`).app).toEqual([]);
    expect(needsOf('  app: {image: {build: ./app, dockerfile: Own, tag: shop-app}}').app).toEqual([]);
    expect(needsOf(`${base}  app: {image: {build: ., dockerfile_inline: "FROM shop-base"}}`).app).toEqual([
      'base: needs FROM shop-base in image.build',
    ]);
  });

  test('adds a need to a container that uses the tag', () => {
    expect(needsOf(`${base}  box: {container: {image: shop-base}}`).box).toEqual([
      'base: key image in container.image',
    ]);
    expect(needsOf(`${base}  box: {container: {image: "shop-base:1"}}`).box).toEqual([]);
  });

  test('adds an optional need if the image task may be skipped', () => {
    const perhaps = '  base: {if: "${{ host.os }}", image: {build: ./base, tag: shop-base}}\n';
    expect(needsOf(`${perhaps}  box: {container: {image: shop-base}}`).box).toEqual([
      'base: needs image in container.image',
    ]);
  });
});
