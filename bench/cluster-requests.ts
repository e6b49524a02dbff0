import type {ProxiedRequest} from '../test/support/kubernetes/api-proxy.ts';

/** `requests until it is ready: 84, including 2 watches (8 POST pods, …)` */
export function countsText(phase: string, requests: readonly ProxiedRequest[]): string {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const what = textOf(request);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const each = [...counts].toSorted().map(([what, count]) => `${count} ${what}`);
  return `requests ${phase}: ${requests.length}, including ${requests.filter(isWatch).length} watches (${each.join(', ')})`;
}

function isWatch({path}: ProxiedRequest): boolean {
  return path.includes('watch=true');
}

/** `GET pods/…/log`, `WATCH pods`. */
function textOf(request: ProxiedRequest): string {
  const {method, path} = request;
  const [, rest = path] =
    /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/(?:namespaces\/[^/]+\/(?=[^?]))?([^?]*)/.exec(path) ?? [];
  const plain = rest.replace(/^([^/]+)\/[^/]+/, '$1/…');
  return `${isWatch(request) ? 'WATCH' : method} ${plain.replace(/\?.*/, '')}`;
}
