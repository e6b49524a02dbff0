import {Document, visit, type Scalar, type YAMLMap} from 'yaml';
import type {LaunchFile, Task} from '../../model/launch-file.ts';
import type {NeedCondition} from '../../schema/common-task.ts';
import {entryFor, type TaskName} from '../../vocabulary/ids.ts';
import {carriedNeeds, type CarriedNeed} from '../carried-needs.ts';
import type {Exported, Loss} from '../exported.ts';
import {carryKeys} from '../key-table.ts';
import {mergeFields, type Fields} from '../../vocabulary/fields.ts';
import {lossesOfFile, whyNotCarried, type MissingKinds} from '../not-carried.ts';
import {rebased} from '../rebased.ts';
import {exportOf, type TaskExport} from '../task-export.ts';
import {composeContainer, NAMED_VOLUMES} from './container-keys.ts';
import {composeDialect} from './dialect.ts';
import {composeNetwork} from './network.ts';
import {hasHealth} from './probe.ts';
import {composeVolume} from './volume.ts';
import {taskKeys} from './task-keys.ts';

const HOST = 'Compose starts only containers; start it yourself';

const missing: MissingKinds = {
  run: HOST,
  serve: HOST,
  machine: 'Compose has no microVMs',
  exec: 'Compose does not run commands in running containers; use `docker compose exec`',
  copy: 'Compose does not copy files into containers; mount them, or use `docker compose cp`',
  wait: 'Compose waits only for its own services',
  certificate: 'Compose does not create certificates; create the files yourself and mount them',
};

/**
 * Converts a launch file to a Compose file.
 * @param to the folder for the file. Default: the folder of the launch file
 */
export function composeFile(whole: LaunchFile, to?: string): Exported {
  const launch = rebased(whole, to);
  const dialect = composeDialect(launch);
  const losses: Loss[] = [
    ...lossesOfFile(launch, {
      env: 'it applies only to commands on the host',
      foreground: 'Compose starts only services; run the command yourself',
      secrets: 'secrets from files have no variable; Compose mounts files with `secrets`',
      until: 'use `docker compose up --abort-on-container-exit`',
      stop_timeout: 'each service has its own `stop_grace_period`',
    }),
  ];
  const carried: Task[] = [];
  for (const task of launch.tasks.values()) {
    const why = whyNotCarried(task, missing, dialect);
    if (why === undefined) carried.push(task);
    else losses.push({task: task.name, meaning: why});
  }
  const exports = carried.map(task => exportOf({task, launch, dialect, losses}));
  const services = exports.filter(({task}) => 'container' in task.source);
  const isService = (name: TaskName): boolean => services.some(({task}) => task.name === name);
  const written = services.map(exported => {
    const needs = carriedNeeds(exported.task.name, launch, isService);
    return [exported.task.name, serviceOf({...exported, dialect}, needs, exports)] as const;
  });
  const declared = exports.flatMap(exported => {
    const {source, name} = exported.task;
    return 'volume' in source ? [[name, composeVolume(source.volume, exported)] as const] : [];
  });
  const known = new Set<string>(declared.map(([name]) => name));
  const volumes = written.flatMap(([, service]) => (service[NAMED_VOLUMES] ?? []) as string[]);
  const networks = exports.flatMap(exported => {
    const {source, name} = exported.task;
    return 'network' in source ? [[name, composeNetwork(source.network, exported)] as const] : [];
  });
  const text = composeText(launch, {
    services: written.map(([name, {[NAMED_VOLUMES]: _, ...service}]) => [name, service]),
    networks,
    // Volumes keep their names on the engine, where their data is.
    volumes: [
      ...declared,
      ...[...new Set(volumes)].flatMap(name => (known.has(name) ? [] : [[name, {name}] as const])),
    ],
  });
  return {files: [{name: 'compose.yaml', text}], carried: carried.map(({name}) => name), losses};
}

function serviceOf(
  exported: TaskExport & {readonly dialect: ReturnType<typeof composeDialect>},
  needs: readonly CarriedNeed[],
  exports: readonly TaskExport[],
): Fields {
  const {source} = exported.task;
  if (!('container' in source)) return {};
  const {container, ...rest} = source;
  const dependencies = needs.map(({to, condition}) => {
    const needed = exports.find(({task}) => task.name === to);
    const restart = source.on_dependency_restart === 'restart';
    return [to, {condition: serviceCondition(condition, needed), ...(restart && {restart})}] as const;
  });
  return mergeFields([
    composeContainer(container, exported),
    carryKeys(rest, taskKeys, exported, exported.lose),
    dependencies.length > 0 ? {depends_on: Object.fromEntries(dependencies)} : {},
  ]);
}

/** The state of a needed service that Compose waits for. */
function serviceCondition(condition: NeedCondition, needed: TaskExport | undefined): string {
  if (condition === 'started' || needed === undefined) return 'service_started';
  if (needed.task.lifetime() === 'oneshot') return 'service_completed_successfully';
  return condition === 'ready' && hasHealth(quiet(needed)) ? 'service_healthy' : 'service_started';
}

/** The same export without reports, since the export of the task itself makes them. */
function quiet(exported: TaskExport): TaskExport {
  const {task, launch} = exported;
  return exportOf({task, launch, dialect: composeDialect(launch), losses: []});
}

type Section = readonly (readonly [string, Fields])[];

function composeText(
  {name, tasks}: LaunchFile,
  sections: Readonly<Record<'services' | 'networks' | 'volumes', Section>>,
): string {
  const {services, networks, volumes} = sections;
  const document = new Document({
    name: projectName(name),
    services: Object.fromEntries(services),
    ...(networks.length > 0 && {networks: Object.fromEntries(networks)}),
    ...(volumes.length > 0 && {volumes: Object.fromEntries(volumes)}),
  });
  const list = document.get('services') as YAMLMap<Scalar>;
  for (const {key} of list.items) {
    const {description} = entryFor(tasks, String(key.value))?.source ?? {};
    if (description !== undefined) key.commentBefore = ` ${description.replaceAll(/\s+/g, ' ')}`;
  }
  visit(document, {Scalar: (_, scalar) => quotePort(scalar)});
  return document.toString({lineWidth: 0, flowCollectionPadding: false});
}

/** Quotes ports, since YAML 1.1 parsers read `22:22` as a base-60 number. */
function quotePort(scalar: Scalar): void {
  if (/^[\d.:[\]]*:[\d.:[\]]*$/.test(String(scalar.value))) scalar.type = 'QUOTE_DOUBLE';
}

/** A valid project name: lower-case letters, digits, `-` and `_`, starting with a letter or digit. */
function projectName(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]/g, '-')
      .replace(/^[^a-z0-9]+/, '') || 'launch'
  );
}
