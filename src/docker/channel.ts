import type {TaskChannel} from '../channels/channel.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {copyIn} from './copy-in.ts';
import {copyOut} from './copy-out.ts';
import type {Engine} from './docker.ts';
import {execCaptured} from './exec-captured.ts';
import {execInTerminal} from './exec-in-terminal.ts';
import type {ExecTarget} from './exec-target.ts';

/**
 * The exec channel of a container, over Docker's exec and archive API. It needs no shell in the container, except to kill a
 * command (see exec-kill.ts).
 */
export function containerChannel(engine: Engine, id: string, clock: Clock): TaskChannel {
  const way: ExecTarget = {engine, container: engine.api.getContainer(id), clock};
  return {
    tool: 'docker',
    exec: async (argv, options) => await execCaptured(way, argv, options),
    execInTerminal: async (argv, options) => await execInTerminal(way, argv, options),
    copyIn: async (source, target, {signal}) => await copyIn(way.container, {source, target, signal}),
    copyOut: async (source, target, {signal}) => await copyOut(way.container, {source, target, signal}),
  };
}
