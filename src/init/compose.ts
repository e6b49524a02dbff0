import {parseDocument} from 'yaml';
import {badSource, type SourceFile} from './bad-source.ts';
import {networksOf, networkTasks} from './compose-networks.ts';
import {hasImage, serviceTasks, type Service} from './compose-service.ts';
import {together, type Drafted} from './drafted.ts';
import {isMap, mapOf, textsOf, type PlainMap} from './plain-map.ts';
import type {TaskNames} from './task-names.ts';

/** A Compose file, as far as its shape is known. */
export interface Compose {
  readonly name: string | undefined;
  readonly services: Readonly<Record<string, PlainMap>>;
  readonly networks: PlainMap;
  readonly volumes: PlainMap;
  /** Keys of the root that a launch file has nothing for. */
  readonly others: readonly string[];
}

export function parseCompose(file: SourceFile): Compose {
  const document = parseDocument(file.text, {merge: true, prettyErrors: false});
  const [error] = document.errors;
  if (error) badSource(file, error.message.split('\n')[0] ?? '', error.pos);
  const {name, services, networks, volumes, version, ...others} = mapOf(readValue(file, document));
  if (!isMap(services)) return badSource(file, 'it has no `services` map');
  return {
    name: typeof name === 'string' ? name : undefined,
    services: Object.fromEntries(Object.entries(services).map(([key, service]) => [key, mapOf(service)])),
    networks: mapOf(networks),
    volumes: mapOf(volumes),
    others: Object.keys(others).filter(key => !key.startsWith('x-')),
  };
}

/** An alias without its anchor is only found when values are made. */
function readValue(file: SourceFile, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return badSource(file, (error as Error).message);
  }
}

/** Inputs for drafting the tasks of a Compose file. */
export interface ComposeFacts {
  readonly compose: Compose;
  /** The folder's name, after which Compose calls a project that has no name. */
  readonly folder: string;
  readonly names: TaskNames;
  /** See `ServiceFacts`. */
  readonly exists: (path: string) => boolean;
  readonly ip: string | undefined;
}

export function composeTasks(facts: ComposeFacts): Drafted {
  const {compose, folder, exists, ip} = facts;
  const {services, leftOut} = carriedServices(facts);
  const networks = networksFor(services, facts, what => leftOut.push(what));
  const shared = {
    ...{volumes: compose.volumes, exists, ip},
    project: (compose.name ?? folder).toLowerCase().replaceAll(/[^a-z0-9_-]/g, ''),
    tasks: new Map(services.map(({name, task}) => [name, task])),
    networks: new Map([...networks].map(([name, task]) => [name, task.name])),
    awaited: awaitedStates(services),
  };
  return together(
    {tasks: [...networks.values()], leftOut: [...compose.others.map(key => `\`${key}\``), ...leftOut]},
    ...services.map(service => serviceTasks(service, shared)),
  );
}

/** The services that Compose would start, with names for their tasks: services first, so that they keep theirs. */
function carriedServices({compose: {services}, names, exists}: ComposeFacts) {
  const all = Object.entries(services);
  const hasProfile = (service: PlainMap): boolean => textsOf(service.profiles ?? []).length > 0;
  const carried = all.filter(([, service]) => !hasProfile(service) && hasImage(service, exists));
  const tasks = carried.map(([name, service]) => ({name, service, task: names.give(name)}));
  return {
    services: tasks.map((service): Service => ({...service, image: names.give(`${service.task}-image`)})),
    leftOut: all.flatMap(([name, service]) => {
      if (hasProfile(service)) return [`service \`${name}\`, which starts only with its profile`];
      return hasImage(service, exists)
        ? []
        : [
            `service \`${name}\`, which has neither \`image\` nor a \`build\` from a folder with a Dockerfile`,
          ];
    }),
  };
}

/** One service alone needs no network of its own, unless the file makes one. */
function networksFor(
  services: readonly Service[],
  {compose, names}: ComposeFacts,
  tell: (what: string) => void,
) {
  const used = [...new Set(services.flatMap(({service}) => [...networksOf(service).keys()]))];
  const isNeeded = services.length > 1 || Object.keys(compose.networks).length > 0;
  return networkTasks(compose.networks, isNeeded ? used : [], {names, leaveOut: tell});
}

/** The states that services wait for in each other besides the start: `db healthy`, `migrate ended`. */
function awaitedStates(services: readonly Service[]): ReadonlySet<string> {
  const conditions: Readonly<Record<string, string>> = {
    service_healthy: 'healthy',
    service_completed_successfully: 'ended',
  };
  const states = services.flatMap(({service}) =>
    Object.entries(mapOf(service.depends_on)).flatMap(([name, how]) => {
      const state = conditions[String(mapOf(how).condition)];
      return state === undefined ? [] : [`${name} ${state}`];
    }),
  );
  return new Set(states);
}
