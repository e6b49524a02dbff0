import type {Duplex} from 'node:stream';
import type {LaunchRequest} from './launch-request.ts';

/** The descriptor in `$BOTTLE_NOTIFY_FD`. */
export const NOTIFY_FD = 4;

/** The environment of a command. Names its descriptor for a readiness notification, if it gets one. */
export function notifyingEnvironment({
  notify,
  env,
}: Pick<LaunchRequest, 'notify' | 'env'>): LaunchRequest['env'] {
  return notify ? {...env, BOTTLE_NOTIFY_FD: String(NOTIFY_FD)} : env;
}

/**
 * Settles when a command writes a line break to its descriptor.
 *
 * @param stream bottle's end of the pipe; `undefined` if the command has no such descriptor
 * @param ended settles when the command has ended
 */
export function notification(stream: Duplex | undefined, ended: Promise<unknown>): Promise<void> {
  return new Promise(resolve => {
    if (!stream) return;
    // A daemon that the command leaves behind may keep the pipe open. That must not keep bottle alive.
    void ended.then(() => stream.destroy());
    stream.on('data', (chunk: Buffer) => {
      if (chunk.includes('\n')) resolve();
    });
  });
}
