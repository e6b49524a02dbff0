import type {TaskSnapshot} from '../history/task-snapshot.ts';

/** The URLs of a task: from its http and port probes, then from its published ports. */
export function urlsOf({probes, outputs}: Pick<TaskSnapshot, 'probes' | 'outputs'>): readonly string[] {
  const probed = probes.flatMap(({url}) => url ?? []);
  const hosts = new Set(probed.map(hostOf));
  const published = Object.entries(outputs)
    .filter(([name]) => /^ports\.\d+$/.test(name))
    // Only a probe knows the protocol of a port.
    .flatMap(([, host]) => (hosts.has(host) ? [] : [`tcp://${host}`]));
  return [...new Set([...probed, ...published])];
}

/** The host and port of a published port in a URL: `127.0.0.1:8080`. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
