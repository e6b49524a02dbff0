import type {Readable} from 'node:stream';
import type {Engine} from './docker.ts';
import {imageId} from './find-image.ts';
import {jsonLines} from '../processes/json-lines.ts';

/** Options of a build. */
export interface BuildRequest {
  /** An archive of the context. */
  readonly context: Readable;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly tag: string;
  readonly platform?: string;
}

/** Callbacks for the progress of a build. */
export interface BuildListener {
  readonly signal: AbortSignal;
  /** Called with the output of the build as it arrives. */
  readonly onOutput: (text: string) => void;
  /** Called at the start of each step: "step 2/5: RUN make". */
  readonly onStep: (step: string) => void;
}

/** A progress message of the engine during a build. */
interface BuildEvent {
  readonly stream?: string;
  /** The layer of a base image that is being pulled. */
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: {readonly current?: number};
  readonly error?: string;
  /** The id of the image, once it is built. */
  readonly aux?: {readonly ID?: string};
}

/**
 * Builds an image and returns its id. Rejects with the engine's error, which includes the exit code of a failed
 * command. If the signal fires, rejects with its reason, and the engine cancels the build.
 */
export async function buildImage(
  engine: Engine,
  request: BuildRequest,
  listener: BuildListener,
): Promise<string> {
  const {context, dockerfile, args, target, tag: t, platform} = request;
  const {signal, onOutput, onStep} = listener;
  try {
    const stream = await engine.api.buildImage(context, {
      ...{t, dockerfile, buildargs: {...args}, rm: true, forcerm: true},
      ...(target !== undefined && {target}),
      ...(platform !== undefined && {platform}),
      registryconfig: withNames(await engine.logins()),
      abortSignal: signal,
    });
    let id: string | undefined;
    for await (const event of jsonLines<BuildEvent>(stream)) {
      if (event.error !== undefined) throw new Error(event.error);
      const [, number, instruction] = /^Step (\S+) : (.*)/.exec(event.stream ?? '') ?? [];
      if (number !== undefined && instruction !== undefined) onStep(`step ${number}: ${instruction}`);
      onOutput(event.stream ?? pullLine(event));
      id = event.aux?.ID ?? id;
    }
    return id ?? (await imageId(engine, t, signal));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    context.destroy();
  }
}

/** dockerode's types require a username and a password; to the engine, an empty one is the same as a missing one. */
function withNames(logins: Awaited<ReturnType<Engine['logins']>>) {
  const entries = Object.entries(logins);
  return Object.fromEntries(
    entries.map(([registry, login]) => [registry, {username: '', password: '', ...login}]),
  );
}

function pullLine({id = '', status = '', progressDetail}: BuildEvent): string {
  if (status === '' || progressDetail?.current !== undefined) return '';
  return `${id === '' ? '' : `${id}: `}${status}\n`;
}
