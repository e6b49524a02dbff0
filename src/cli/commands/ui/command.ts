import {fileURLToPath} from 'node:url';
import manifest from '../../../../package.json' with {type: 'json'};
import {homeDirectory} from '../../../processes/home-directory.ts';
import type {UiServices} from '../../../ui/call.ts';
import {createRunFeed} from '../../../ui/run-feed.ts';
import {startUi} from '../../../ui/server.ts';
import {internalFailure} from '../../../vocabulary/make-failure.ts';
import type {CliContext} from '../../context.ts';
import {signalCode} from '../../exit-code.ts';
import {listenToSignals} from '../../signals.ts';
import {failureText, headline} from '../../text/failure-text.ts';
import {jsonText} from '../../text/json-text.ts';
import {observerOf} from '../run-lookup.ts';

/** The flags of `bottle ui`, as commander gives them. */
export interface UiFlags {
  readonly port?: number;
  readonly open?: boolean;
  readonly format: 'text' | 'json';
}

/** `bottle ui`: the code of the signal that ended it; 1 if it cannot listen. */
export async function uiCommand({port = 0, format}: UiFlags, world: CliContext): Promise<number> {
  const signals = listenToSignals([world.stdout, world.stderr]);
  const onBug = (error: unknown): void => void world.stderr.write(`${failureText(internalFailure(error))}\n`);
  let services: Promise<UiServices> | undefined;
  const server = await startUi({
    ...{port, onBug},
    pageFolder: fileURLToPath(new URL('../ui', import.meta.url)),
    services: async () => await (services ??= openServices(world, onBug)),
  });
  const url = `http://127.0.0.1:${server.port}/?token=${server.token}`;
  world.stdout.write(format === 'json' ? `${jsonText({url})}\n` : `${url}\n`);
  await new Promise<void>(resolve => {
    signals.first.addEventListener('abort', () => resolve(), {once: true});
  });
  await server.close();
  signals.close();
  return signalCode(String(signals.first.reason));
}

async function openServices(world: CliContext, onBug: (error: unknown) => void): Promise<UiServices> {
  const observer = await observerOf(world);
  const {env} = world;
  const engines = {env, home: homeDirectory(env) ?? '/', platform: process.platform};
  return {
    bottle: manifest.version,
    observer,
    listing: {...engines, here: observer.here, headline},
    feed: createRunFeed({observer, headline, onBug}),
  };
}
