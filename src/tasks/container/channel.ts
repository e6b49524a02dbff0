import {ChannelError, type TaskChannel} from '../../channels/channel.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {ChannelKind} from '../channel-kind.ts';

/** The exec channel of a container, opened from its id. The place is contacted by the first command. */
export const containerChannelKind: ChannelKind = {
  outputs: ['id'],
  open({outputs: {id = ''}, task, place}, {places}): TaskChannel {
    const channel = async (signal: AbortSignal): Promise<TaskChannel> => {
      try {
        return (await raceAbort(places.at(place, task), signal)).channel(id);
      } catch (error) {
        throw signal.aborted ? new ChannelError('cancelled before the container was reached') : error;
      }
    };
    return {
      tool: place && 'kubernetes' in place.source ? 'kubernetes' : 'docker',
      exec: async (argv, options) => await (await channel(options.signal)).exec(argv, options),
      execInTerminal: async (argv, options) =>
        await (await channel(options.signal)).execInTerminal(argv, options),
      copyIn: async (source, target, options) =>
        await (await channel(options.signal)).copyIn(source, target, options),
      copyOut: async (source, target, options) =>
        await (await channel(options.signal)).copyOut(source, target, options),
    };
  },
};
