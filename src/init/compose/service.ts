import type {Container, ContainerTask} from '../../schema/tasks/container.ts';
import type {Drafted, DraftedTask} from '../drafted.ts';
import {needing} from '../drafted.ts';
import {composeBuild} from './build.ts';
import {composeHealth} from './health.ts';
import {hostKeys} from './host-keys.ts';
import {hookOf} from './hooks.ts';
import {limitKeys} from './limit-keys.ts';
import {mountKeys} from './mounts.ts';
import {needsOf} from './needs.ts';
import {networkKeys} from './network-keys.ts';
import {composePorts, exposedPorts} from './ports.ts';
import {processKeys} from './process-keys.ts';
import {endKeys} from './restart.ts';
import {profileCondition} from './profiles.ts';
import {section, type Section} from './section.ts';
import type {Service, ServiceFacts} from './service-facts.ts';
import {pairs, text, whole, withoutGaps} from './values.ts';

/** The tasks of a service: its container, and its image if it is built. */
export function serviceTasks(it: Service, facts: ServiceFacts): Drafted {
  const leftOut: string[] = [];
  const service = section(it.service, {
    ...{schema: 'service', label: '', env: facts.env},
    leaveOut(what, meaning) {
      const line = `${what}: ${meaning}`;
      if (!leftOut.includes(line)) leftOut.push(line);
    },
  });
  const build = composeBuild(service, it.service, facts);
  const imageTask: DraftedTask[] = build ? [{name: it.image, source: {image: build}, comments: []}] : [];
  const image = build ? `\${{ tasks.${it.image}.ref }}` : text(it.service.image);
  const container = containerTask(it, image ?? '', service, facts);
  service.skip('image', 'profiles', 'extends');
  service.finish();
  const comments = leftOut.length > 0 ? ['Not carried over:', ...leftOut.map(what => `- ${what}`)] : [];
  return {
    tasks: [...imageTask, {name: it.task, source: container, comments}],
    leftOut: leftOut.map(what => `service \`${it.name}\`: ${what}`),
  };
}

function containerTask(it: Service, image: string, service: Section, facts: ServiceFacts): ContainerTask {
  const {name, service: source} = it;
  const deploy = service.within('deploy');
  const below = deploy.within('resources');
  const resources = {limits: below.within('limits'), reservations: below.within('reservations')};
  const awaits = (condition: string): boolean => facts.awaited.has(`${name} ${condition}`);
  const ends = endKeys(service, deploy, awaits('service_completed_successfully'));
  const {healthcheck, deadline} = composeHealth(service);
  const network = networkKeys(service, source, {...facts, name, task: it.task});
  const {ports, inside} = composePorts(service, facts.ip);
  reportCount(service, deploy);
  const container: Container = {
    image,
    ...processKeys(service, facts),
    ...withoutGaps<Container>({
      ports: [...ports],
      expose: service.read('expose', exposedPorts),
      labels: service.read('labels', pairs),
    }),
    ...mountKeys(service, facts),
    ...network,
    ...hostKeys(service, resources.reservations, facts.containerOf),
    ...limitKeys(service, resources),
    ...withoutGaps<Container>({
      annotations: service.read('annotations', pairs),
      logging: logging(service),
      healthcheck,
      post_start: [...service.each('post_start', (_, hook) => hookOf(hook, facts))],
      pre_stop: [...service.each('pre_stop', (_, hook) => hookOf(hook, facts))],
    }),
    ...ends.container,
  };
  const needs = needsOf(service, source, facts);
  const isChecked = awaits('service_healthy') || (facts.isAwaited && healthcheck?.command !== undefined);
  return {
    ...profileCondition(source),
    ...needing(needs),
    container,
    ...(isChecked ? {ready: {health: {timeout: deadline}}} : facts.isAwaited ? portKey(inside) : {}),
    ...ends.task,
  };
}

/** A probe of the only port. With several ports, it is unclear which one to probe. */
function portKey([port, ...more]: readonly number[]): Pick<ContainerTask, 'ready'> {
  return port !== undefined && more.length === 0 ? {ready: {port}} : {};
}

function logging(service: Section): Container['logging'] | undefined {
  const section = service.within('logging');
  const found = withoutGaps<NonNullable<Container['logging']>>({
    driver: section.read('driver', text),
    options: section.read('options', pairs),
  });
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Reports a count other than 1, since a task has one container. */
function reportCount(service: Section, deploy: Section): void {
  for (const [place, key] of [
    [service, 'scale'],
    [deploy, 'replicas'],
  ] as const)
    if (place.has(key) && place.read(key, value => whole(value) ?? 0) !== 1) place.leaveOut(key);
}
