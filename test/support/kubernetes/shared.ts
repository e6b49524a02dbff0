import {beforeAll} from 'vitest';
import type {WhenOver} from '../temporary-directory.ts';

/** Starts a shared resource before the first test of a suite, and ends it after the last one. */
export function shared<T>(start: (options: {readonly whenOver: WhenOver}) => Promise<T>): () => T {
  let started: T | undefined;
  beforeAll(async () => {
    const ends: (() => Promise<void> | void)[] = [];
    const end = async (): Promise<void> => {
      for (const step of ends.toReversed()) await step();
    };
    try {
      started = await start({whenOver: step => void ends.push(step)});
    } catch (error) {
      await end();
      throw error;
    }
    return end;
  });
  return () => {
    if (started === undefined) throw new Error('not started yet');
    return started;
  };
}
