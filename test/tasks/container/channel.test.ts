import {expect, test} from 'vitest';
import type {Places} from '../../../src/places/places.ts';
import {containerChannelKind} from '../../../src/tasks/container/channel.ts';
import type {TaskName} from '../../../src/vocabulary/ids.ts';

test.each(['exec', 'execInTerminal', 'copyIn'] as const)(
  'a cancelled `%s` does not wait for a place that never responds',
  async call => {
    const at = async () => await new Promise<never>(() => undefined);
    const services = {places: {at} as Partial<Places> as Places} as Parameters<
      typeof containerChannelKind.open
    >[1];
    const task = 'web' as TaskName;
    const channel = containerChannelKind.open(
      {task, source: {container: {image: 'web'}}, place: undefined, outputs: {id: 'web'}},
      services,
    );
    const cancelled = new AbortController();
    const {signal} = cancelled;
    const done = call === 'copyIn' ? channel.copyIn('from', 'to', {signal}) : channel[call](['sh'], {signal});
    cancelled.abort('SIGINT');
    await expect(done).rejects.toThrow('cancelled before the container was reached');
  },
);
