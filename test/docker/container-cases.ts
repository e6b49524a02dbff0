import {expect} from 'vitest';
import type {Container} from '../../src/schema/tasks/container.ts';
import {BUSYBOX} from '../support/docker.ts';
import type {HereLaunch} from './launch-here.ts';

/** A container with some keys, and a script that shows their effect. */
export interface ContainerCase {
  readonly container: Partial<Container>;
  /** Runs in the container's shell. */
  readonly script: string;
  /** Its lines of output. */
  readonly prints: readonly string[];
}

/** The cases by the names of their tasks. */
export type ContainerCases = Readonly<Record<string, ContainerCase>>;

/** A task for each case. It is ready once its script has ended. */
export function caseTasks(cases: ContainerCases): Readonly<Record<string, object>> {
  return eachCase(cases, ({container, script}) => ({
    container: {
      image: BUSYBOX,
      command: ['sh', '-c', `${script}; echo end; exec sleep 600`],
      grace: '0s',
      ...container,
    },
    ready: {log: '^end$', timeout: '60s'},
  }));
}

export function expectPrinted(launch: HereLaunch, cases: ContainerCases): void {
  const printed = Object.keys(cases).map(name => [name, launch.lines(name).filter(line => line !== 'end')]);
  expect(Object.fromEntries(printed)).toEqual(eachCase(cases, ({prints}) => prints));
}

function eachCase<T>(cases: ContainerCases, map: (one: ContainerCase) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(cases).map(([name, one]) => [name, map(one)]));
}
