import {expect, test} from 'vitest';
import type {EnginePlace} from '../../src/docker/engine-place.ts';
import {refuseFar} from '../../src/docker/refuse-far.ts';
import type {ContainerRequest} from '../../src/places/container-request.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const request: ContainerRequest = {
  ...{image: 'x', keys: {}, labels: {}, env: {}, ports: [], exposed: [], probed: [], mounts: []},
  ...{
    memoryMounts: [],
    files: [],
    filesIn: '/',
    networks: [],
    links: [],
    names: ['a'],
    siblings: [],
    graceMs: 0,
    preStop: [],
  },
};

const far = {link: {watch: () => undefined, restored: async () => await Promise.resolve(undefined)}};
const ssh = {...far, ssh: {by: 'ssh', host: 'big'}};

function problemOf(engine: object, changes: Partial<ContainerRequest>, place: Partial<EnginePlace> = {}) {
  try {
    const at = {name: 'big', ...place, engine} as EnginePlace;
    refuseFar(at, {...request, ...changes}, 'a' as TaskName);
    return undefined;
  } catch (error) {
    return (error as {failure: {why: string}}).failure.why;
  }
}

const bind = {mounts: [{type: 'bind', source: '/a', target: '/b', readOnly: true}]} as const;

test.each([
  ['a path of this machine', far, bind, /cannot mount paths of this one/],
  ['the network of the host', far, {networkMode: 'host'}, /network of the machine of `big`/],
  ['a probed port without an address to publish it on', far, {probed: [80]}, /need `publish`/],
])('a context with an engine on another machine refuses %s', (_, engine, changes, why) => {
  expect(problemOf(engine, changes)).toMatch(why);
});

test.each([
  ['on this machine', {}, bind, {}],
  ['not named by the launch file', far, bind, {name: 'local'}],
  ['reached by ssh, which forwards ports', ssh, {probed: [80]}, {}],
  ['with an address to publish ports on', far, {probed: [80]}, {publish: '10.0.0.5'}],
])('an engine refuses nothing if it is %s', (_, engine, changes, place) => {
  expect(problemOf(engine, changes, place)).toBe(undefined);
});
