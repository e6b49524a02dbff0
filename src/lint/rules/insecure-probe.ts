import {probesOf} from '../probes-of.ts';
import type {LintRule} from '../rule.ts';

/** Any process that has the port can respond. */
export const insecureProbe: LintRule = {
  name: 'insecure-probe',
  about: 'an `https` probe that trusts any certificate',
  bad: `
tasks:
  web:
    serve: npm start
    ready: {http: {url: "https://localhost:8443/", insecure: true}}
`,
  good: `
tasks:
  web:
    serve: npm start
    ready: {http: {url: "https://localhost:8443/", ca: ./ca.pem}}
`,
  find: ({launch, parsed}) =>
    [...launch.tasks.values()].flatMap(task =>
      probesOf(task).flatMap(({probe, path}) => {
        if (!('http' in probe) || typeof probe.http === 'string') return [];
        if (!probe.http.insecure || /^http:/i.test(probe.http.url)) return [];
        const message = '`insecure` trusts any certificate; set `ca` to the certificate authority instead';
        return [{message, place: parsed.place(['tasks', task.name, ...path, 'http', 'insecure'], 'key')}];
      }),
    ),
};
