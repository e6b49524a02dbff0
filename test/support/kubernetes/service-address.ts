import {API_PORT, CONTROL_PLANE} from './control-plane.ts';
import type {Cluster} from './cluster.ts';
import {startDaemon} from './daemon.ts';
import {runIn} from './run-in.ts';

/** The address of the service `kubernetes` in pods. */
const ADDRESS = '10.96.0.1';

/** Serves the API server at the address used in pods, because the nodes of the tests have no proxy for services. */
export async function serveServiceAddress({namespace, nodes, home}: Cluster): Promise<void> {
  await runIn(namespace, ['ip', 'address', 'add', `${ADDRESS}/32`, 'dev', 'lo']);
  for (const node of nodes)
    await runIn(node.namespace, ['ip', 'route', 'add', `${ADDRESS}/32`, 'via', CONTROL_PLANE]);
  const served = `TCP-LISTEN:443,bind=${ADDRESS},fork,reuseaddr`;
  const daemon = startDaemon({
    ...{home, name: 'service', enter: namespace.enter},
    argv: ['socat', served, `TCP:127.0.0.1:${API_PORT}`],
  });
  const connects = ['socat', '-u', 'OPEN:/dev/null', `TCP:${ADDRESS}:443`];
  await daemon.ready(async () => (await runIn(namespace, connects), true));
}
