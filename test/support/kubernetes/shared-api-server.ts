import {apiServer, type ApiServer} from './api-server.ts';

interface Running {
  readonly server: Promise<ApiServer>;
  readonly ends: readonly (() => Promise<void> | void)[];
}

let running: Running | undefined;

/** The API server of on-server.test.ts, started by the first suite. */
export async function sharedApiServer(): Promise<ApiServer> {
  running ??= start();
  return await running.server;
}

/** Called after the last suite. */
export async function endSharedApiServer(): Promise<void> {
  const ended = running;
  running = undefined;
  await ended?.server.catch(() => undefined);
  for (const end of ended?.ends.toReversed() ?? []) await end();
}

function start(): Running {
  const ends: (() => Promise<void> | void)[] = [];
  return {server: apiServer({whenOver: end => void ends.push(end)}), ends};
}
