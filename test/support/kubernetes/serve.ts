/** An API server for a person, until Ctrl-C: `node --import ./scripts/typescript.mjs test/support/kubernetes/serve.ts` */
import {once} from 'node:events';
import {apiServer} from './api-server.ts';

const ends: (() => Promise<void> | void)[] = [];
try {
  const {kubeconfig, home} = await apiServer({whenOver: end => ends.push(end)});
  process.stdout.write(`export KUBECONFIG=${kubeconfig}\nlogs: ${home}\n`);
  await Promise.race(
    ['SIGINT', 'SIGTERM', 'SIGHUP'].map(async signal => {
      await once(process, signal);
    }),
  );
} finally {
  for (const end of ends.toReversed()) await end();
}
