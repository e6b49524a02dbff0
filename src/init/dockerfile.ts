import type {Drafted} from './drafted.ts';
import type {TaskNames} from './task-names.ts';

/** Facts about a container, from its Dockerfile. */
export interface Dockerfile {
  /** The exposed ports: `8080`, `53/udp`. */
  readonly ports: readonly string[];
  readonly hasHealthcheck: boolean;
}

export function parseDockerfile(text: string): Dockerfile {
  const joined = text.replaceAll(/^\s*#.*$/gm, '').replaceAll(/\\\r?\n/g, ' ');
  const [, stage = joined] = /^[\s\S]*^\s*(FROM\s[\s\S]*)$/im.exec(joined) ?? [];
  const exposed = [...stage.matchAll(/^\s*EXPOSE\s+(.+)$/gim)].flatMap(([, ports = '']) =>
    ports.split(/\s+/),
  );
  const health = [...stage.matchAll(/^\s*HEALTHCHECK\s+(.+)$/gim)].at(-1)?.[1];
  return {
    // Skip build arguments, whose values are unknown here.
    ports: exposed
      .filter(port => /^\d+(\/(tcp|udp))?$/i.test(port))
      .map(port => port.toLowerCase().replace('/tcp', '')),
    hasHealthcheck: health !== undefined && !/^NONE\b/i.test(health),
  };
}

/** Tasks for an image and its container, which publishes the exposed ports on the leased address. */
export function dockerfileTasks(
  {ports, hasHealthcheck}: Dockerfile,
  {names, address}: {readonly names: TaskNames; readonly address: string},
): Drafted {
  const [image, container] = [names.give('image'), names.give('app')];
  const published = ports.map(port => `\${{ tasks.${address}.ip }}:${port.split('/')[0] ?? ''}:${port}`);
  const first = ports.find(port => !port.endsWith('/udp'));
  const ready = hasHealthcheck ? {health: {}} : first && {port: Number(first.split('/')[0])};
  return {
    tasks: [
      {name: image, source: {image: {build: '.'}}, comments: []},
      {
        name: container,
        source: {
          container: {
            image: `\${{ tasks.${image}.ref }}`,
            ...(published.length > 0 && {ports: published}),
          },
          ...(ready && {ready}),
        },
        comments:
          ports.length === 0 ? ['The Dockerfile exposes no port; publish one with `ports: ["3000"]`.'] : [],
      },
    ],
    leftOut: [],
  };
}
