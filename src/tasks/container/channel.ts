import type {TaskChannel} from '../../channels/channel.ts';
import type {ChannelKind} from '../channel-kind.ts';

/** The exec channel of a container, from its id alone: its place is contacted by the first command. */
export const containerChannelKind: ChannelKind = {
  outputs: ['id'],
  open({outputs: {id = ''}, task, place}, {places}): TaskChannel {
    const channel = async (): Promise<TaskChannel> => (await places.at(place, task)).channel(id);
    return {
      tool: place && 'kubernetes' in place.source ? 'kubernetes' : 'docker',
      exec: async (argv, options) => await (await channel()).exec(argv, options),
      execInTerminal: async (argv, options) => await (await channel()).execInTerminal(argv, options),
      copyIn: async (source, target, options) => await (await channel()).copyIn(source, target, options),
      copyOut: async (source, target, options) => await (await channel()).copyOut(source, target, options),
    };
  },
};
