/**
 * Starts an API server for manual use until Ctrl-C, or a cluster of two nodes with the argument `cluster`:
 *
 * node --import ./scripts/typescript.mjs test/support/kubernetes/serve.ts [cluster]
 */
import {once} from 'node:events';
import {apiServer} from './api-server.ts';
import {cluster} from './cluster.ts';

const ends: (() => Promise<void> | void)[] = [];
const start = process.argv[2] === 'cluster' ? cluster : apiServer;
try {
  const {kubeconfig, home} = await start({whenOver: end => ends.push(end)});
  process.stdout.write(`export KUBECONFIG=${kubeconfig}\nlogs: ${home}\n`);
  await Promise.race(
    ['SIGINT', 'SIGTERM', 'SIGHUP'].map(async signal => {
      await once(process, signal);
    }),
  );
} finally {
  for (const end of ends.toReversed()) await end();
}
