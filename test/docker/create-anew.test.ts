import type Dockerode from 'dockerode';
import {expect, test} from 'vitest';
import {createAnew, type CreationContext} from '../../src/docker/create-anew.ts';
import {LABELS} from '../../src/docker/labels.ts';
import {fakeClock} from '../support/fake-clock.ts';

const refusal = (statusCode: number, message: string): Error =>
  Object.assign(new Error(message), {statusCode});

/** An engine that reserves the name of a container immediately and creates the container later. */
function busyEngine(doneAfterMs: number, {label = 'run-1', status = 'created'} = {}) {
  const clock = fakeClock();
  const asked = {creations: 0, inspections: 0};
  let isRemoved = false;
  const inspect = async () => {
    asked.inspections++;
    if (clock.now() < doneAfterMs) throw refusal(404, 'no such container');
    return await Promise.resolve({
      ...{Id: 'first', Name: '/web', Config: {Labels: {[LABELS.run]: label}}},
      State: {Status: status, Running: status === 'running'},
    });
  };
  const remove = async () => {
    isRemoved = true;
    await Promise.resolve();
  };
  const api = {
    createContainer: async () => {
      asked.creations++;
      if (isRemoved) return await Promise.resolve({id: 'second'});
      return await Promise.reject(refusal(409, 'Conflict. The container name "/web" is already in use'));
    },
    getContainer: (id: string) => ({id, inspect, remove}),
  } as unknown as Dockerode;
  const context = {
    ...{run: {id: 'run-1'}, report: () => undefined, signal: new AbortController().signal},
    services: {clock},
  } as unknown as CreationContext;
  return {clock, asked, create: async () => await createAnew(api, {name: 'web'}, context, true)};
}

test('a repeated creation waits for the first one and uses its container', async () => {
  const {clock, asked, create} = busyEngine(2_000);
  expect(await clock.until(create())).toMatchObject({id: 'first'});
  expect(clock.now()).toBe(2_000);
  expect(asked.creations).toBe(21);
});

test('a repeated creation replaces a started container, because it belongs to an earlier attempt', async () => {
  const {clock, create} = busyEngine(0, {status: 'exited'});
  expect(await clock.until(create())).toMatchObject({id: 'second'});
});

test('a repeated creation does not use the container of another run', async () => {
  const {asked, create} = busyEngine(0, {label: 'run-2'});
  await expect(create()).rejects.toThrow('is already in use');
  expect(asked).toEqual({creations: 1, inspections: 1});
});

test('a repeated creation waits for the first one only until a deadline', async () => {
  const {clock, create} = busyEngine(Infinity);
  await expect(clock.until(create())).rejects.toThrow('is already in use');
  expect(clock.now()).toBe(30_000);
});
