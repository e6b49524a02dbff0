import {containerChannel} from '../../docker/channel.ts';
import type {TaskChannel} from '../../channels/channel.ts';
import type {ChannelKind} from '../kind.ts';

/** The exec channel of a container, from its id alone: the engine is contacted by the first command. */
export const containerChannelKind: ChannelKind = {
  outputs: ['id'],
  open({outputs: {id = ''}, task}, {docker, clock}): TaskChannel {
    const channel = async (): Promise<TaskChannel> => containerChannel(await docker.engine(task), id, clock);
    return {
      tool: 'docker',
      exec: async (argv, options) => await (await channel()).exec(argv, options),
      execInTerminal: async (argv, options) => await (await channel()).execInTerminal(argv, options),
      copyIn: async (source, target, options) => await (await channel()).copyIn(source, target, options),
      copyOut: async (source, target, options) => await (await channel()).copyOut(source, target, options),
    };
  },
};
