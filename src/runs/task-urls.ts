import type {TaskSnapshot} from '../history/task-snapshot.ts';

/** The URLs under which a task can be reached: those of its http and port probes, then of its ports that are published. */
export function urlsOf({probes, outputs}: Pick<TaskSnapshot, 'probes' | 'outputs'>): readonly string[] {
  const probed = probes.flatMap(({url}) => url ?? []);
  const hosts = new Set(probed.map(hostOf));
  const published = Object.entries(outputs)
    .filter(([name]) => /^ports\.\d+$/.test(name))
    // Of which protocol the port is, only a probe knows.
    .flatMap(([, host]) => (hosts.has(host) ? [] : [`tcp://${host}`]));
  return [...new Set([...probed, ...published])];
}

/** The part of a URL by which a published port is named: `127.0.0.1:8080`. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
