import {badSource, type SourceFile} from '../bad-source.ts';
import {together, type Drafted} from '../drafted.ts';
import {isMap, isScalar, mapOf, type PlainMap} from '../plain-map.ts';
import type {TaskNames} from '../task-names.ts';
import {isBuildable} from './build.ts';
import {environmentSecrets} from './files.ts';
import {awaitedConditions} from './needs.ts';
import {networksOf} from './network-keys.ts';
import {addressableOf, networkTasks} from './networks.ts';
import {activeProfiles, profileKeys, profilesOf, withFixedProfiles} from './profiles.ts';
import {projectName, withProjectName} from './project-name.ts';
import {section} from './section.ts';
import {serviceTasks} from './service.ts';
import type {Service, ServiceFacts} from './service-facts.ts';
import {whole} from './values.ts';
import {volumeTasks} from './volumes.ts';

/** A merged Compose file with the parts of known shape. */
export interface Compose {
  readonly root: PlainMap;
  readonly services: Readonly<Record<string, PlainMap>>;
}

export function composeOf(root: PlainMap, file: SourceFile): Compose {
  const {services = {}} = root;
  const isCompose = Object.keys(root).some(key => SECTIONS.includes(key));
  if (!isMap(services) || !isCompose) return badSource(file, 'it has no `services` map');
  return {
    root,
    services: Object.fromEntries(Object.entries(services).map(([key, service]) => [key, mapOf(service)])),
  };
}

const SECTIONS = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models'];

/** Inputs for drafting the tasks of a Compose file. */
export interface ComposeFacts {
  readonly compose: Compose;
  /** The name of the folder, which Compose uses for a project without a name. */
  readonly folder: string;
  readonly names: TaskNames;
  readonly exists: ServiceFacts['exists'];
  readonly env: ServiceFacts['env'];
  readonly ip: ServiceFacts['ip'];
  readonly isAwaited: ServiceFacts['isAwaited'];
}

export function composeTasks(given: ComposeFacts): Drafted {
  const project = projectName(given.compose.root, given);
  const {compose: fixed, profilesLeftOut} = withProfiles(withProjectName(given.compose, project), given.env);
  const facts = {...given, compose: fixed};
  const {compose, env} = facts;
  const {services, dropped} = carriedServices(facts);
  const networks = networksFor(services, {...facts, project});
  const tasks = new Map(services.map(({name, task}) => [name, task]));
  const volumes = volumeTasks(
    services.map(({service}) => service),
    {...facts, project, declared: mapOf(compose.root.volumes)},
  );
  const shared: ServiceFacts = {
    ...{...facts, tasks, dropped},
    profiles: new Map(
      services.flatMap(({name, service}) =>
        profilesOf(service).length > 0 ? [[name, profilesOf(service)]] : [],
      ),
    ),
    volumeOf: name => volumes.get(name)?.task.name,
    addressable: addressableOf(networks),
    secrets: mapOf(compose.root.secrets),
    configs: mapOf(compose.root.configs),
    networks: new Map([...networks].map(([name, {task}]) => [name, task.name])),
    awaited: awaitedConditions(
      services.map(({service}) => service),
      env,
    ),
    containerOf: name => {
      const task = tasks.get(name);
      return task && `\${{ tasks.${task}.id }}`;
    },
  };
  const leftOut = [
    ...rootReport(compose.root, env),
    ...profilesLeftOut,
    ...[...dropped].map(([name, why]) => `service \`${name}\`: ${why}`),
    ...[...networks.values()].flatMap(network => network.leftOut),
    ...[...volumes.values()].flatMap(volume => volume.leftOut),
  ];
  return together(
    {
      ...profileKeys(
        services.map(({service}) => service),
        activeProfiles(env),
      ),
      secrets: environmentSecrets(
        mapOf(compose.root.secrets),
        services.map(({service}) => service),
      ),
      tasks: [
        ...[...networks.values()].map(({task}) => task),
        ...[...volumes.values()].map(({task}) => task),
      ],
      leftOut,
    },
    ...services.map(service => serviceTasks(service, shared)),
  );
}

function withProfiles(compose: Compose, env: ComposeFacts['env']) {
  const services = Object.entries(compose.services).map(([name, service]) => ({
    name,
    ...withFixedProfiles(service, env),
  }));
  return {
    compose: {...compose, services: Object.fromEntries(services.map(({name, service}) => [name, service]))},
    profilesLeftOut: services.flatMap(({name, leftOut}) =>
      leftOut.map(line => `service \`${name}\`: ${line}`),
    ),
  };
}

/** Keys of the root without an equivalent in a launch file. */
function rootReport(root: PlainMap, env: ComposeFacts['env']): readonly string[] {
  const leftOut: string[] = [];
  const source = section(root, {
    ...{schema: 'root', label: '', env},
    leaveOut: (what, meaning) => leftOut.push(`${what}: ${meaning}`),
  });
  source.skip('name', 'version', 'services', 'networks', 'volumes', 'secrets', 'configs');
  source.finish();
  return leftOut;
}

/** The services with a container, with names for their tasks. Services are named first, so they keep their names. */
function carriedServices(facts: ComposeFacts) {
  const dropped = new Map<string, string>();
  for (const [name, service] of Object.entries(facts.compose.services)) {
    const why = whyDropped(service, facts);
    if (why !== undefined) dropped.set(name, why);
  }
  const carried = Object.entries(facts.compose.services).filter(([name]) => !dropped.has(name));
  const tasks = carried.map(([name, service]) => ({name, service, task: facts.names.give(name)}));
  return {
    services: tasks.map((service): Service => ({
      ...service,
      image: facts.names.give(`${service.task}-image`),
    })),
    dropped,
  };
}

function whyDropped(service: PlainMap, facts: ComposeFacts): string | undefined {
  if (service.provider !== undefined) return 'it has no container, because a Compose plugin provides it';
  if (whole(service.scale ?? mapOf(service.deploy).replicas) === 0)
    return 'it has no containers (`scale` is 0)';
  if (isScalar(service.image) || isBuildable(service, facts)) return undefined;
  return 'it has neither `image` nor a `build` from a folder with a Dockerfile';
}

function networksFor(services: readonly Service[], facts: ComposeFacts & {readonly project: string}) {
  const used = [...new Set(services.flatMap(({service}) => networksOf(service)))];
  const declared = mapOf(facts.compose.root.networks);
  return networkTasks(used, {...facts, declared});
}
