import {LOCAL} from '../../places/place-name.ts';
import {hasExpression} from '../../values/template.ts';
import {knownPorts} from '../../tasks/container/port-mistakes.ts';
import {probesOf} from '../probes-of.ts';
import type {LintRule} from '../rule.ts';

/** Only Linux routes to a container's own address, and often not from inside another container. */
export const unpublishedPort: LintRule = {
  name: 'unpublished-port',
  about: 'a `port` probe on a port that the container does not publish, which works only on Linux',
  bad: `
tasks:
  web:
    container: {image: "nginx:1.29", ports: ["8080"]}
    ready: {port: 80}
`,
  good: `
tasks:
  web:
    container: {image: "nginx:1.29", ports: ["80"]}
    ready: {port: 80}
`,
  find({launch, parsed}) {
    return [...launch.tasks.values()].flatMap(task => {
      const {name, source} = task;
      if (!('container' in source) || source.container.networks?.length === 0) return [];
      // At other places, bottle forwards connections of probes.
      if (task.placeName !== LOCAL) return [];
      const {ports = [], pod} = source.container;
      const joins = pod !== undefined && task.podSiblings === undefined;
      const known = new Set(knownPorts(source.container));
      if (ports.some(port => hasExpression(port.replace(/^.*:/, '')))) return [];
      return probesOf(task).flatMap(({probe, path}) => {
        if (!('port' in probe) || !/^\d+$/.test(String(probe.port)) || known.has(Number(probe.port)))
          return [];
        const has = ports.length === 0 ? 'publishes none' : `publishes ${[...known].slice(0, 10).join(', ')}`;
        const publish = joins ? '' : `publish it: \`ports: ["${probe.port}"]\`, or `;
        const message = `task \`${name}\` ${has}, so port ${probe.port} is reachable only on Linux; ${publish}probe inside with \`exec\``;
        return [{message, place: parsed.place(['tasks', name, ...path, 'port'], 'value')}];
      });
    });
  },
};
