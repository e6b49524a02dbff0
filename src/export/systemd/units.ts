import type {LaunchFile, Task} from '../../model/launch-file.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {carriedNeeds} from '../carried-needs.ts';
import type {Exported, Loss} from '../exported.ts';
import {carryKeys} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import {lossesOfFile, whyNotCarried, type MissingKinds} from '../not-carried.ts';
import type {Dialect} from '../static-text.ts';
import {constantsOf, exportOf, unknownReference, type TaskExport} from '../task-export.ts';
import {unitCommand} from './command.ts';
import {placeLines, runKeys, serveKeys} from './service-keys.ts';
import {plainValue, quoteVariable} from './quote.ts';
import {serviceText, targetText, type UnitLine} from './unit.ts';

const CONTAINER = 'systemd starts host processes; use Docker, or a `.container` file of Podman';

const missing: MissingKinds = {
  container: CONTAINER,
  network: CONTAINER,
  image: CONTAINER,
  exec: CONTAINER,
  copy: CONTAINER,
  machine: 'systemd has no smolvm microVMs',
  wait: 'systemd waits only for its own units',
  alias: 'a unit cannot lease an address; 127.0.0.1 is used instead',
  certificate: 'create the files yourself, and refer to them in the command',
};

/** Converts a launch file to units: a service for each host command, and a target that starts all services. */
export function systemdUnits(launch: LaunchFile): Exported {
  const constants = constantsOf(launch);
  const dialect: Dialect = {
    constants: {lookup: path => (path[0] === 'file' ? launch.dir : constants.lookup(path))},
    literal: text => text,
    reference: () => undefined,
  };
  const losses: Loss[] = [
    ...lossesOfFile(launch, {
      foreground: 'start the command yourself once the target is up',
      secrets: 'use `LoadCredential=`',
      until: 'a target does not end',
      stop_timeout: 'each unit has its own `TimeoutStopSec=`',
    }),
  ];
  const carried = [...launch.tasks.values()].filter(task => {
    const why = whyNotCarried(task, missing, dialect) ?? whyWithoutCommand(task, dialect);
    if (why !== undefined) losses.push({task: task.name, meaning: why});
    return why === undefined;
  });
  const names = new Set<TaskName>(carried.map(({name}) => name));
  const base = unitName(launch.name);
  const files = carried.map(task => ({
    name: serviceName(base, task.name),
    text: serviceText(unitOf(task, {launch, dialect, losses, names, base}), `${base}.target`),
  }));
  const target = targetText(
    launch.name,
    files.map(({name}) => name),
  );
  return {files: [{name: `${base}.target`, text: target}, ...files], carried: [...names], losses};
}

/** Why a task is not exported if its command cannot be: a unit with a different command would be wrong. */
function whyWithoutCommand({source}: Task, dialect: Dialect): string | undefined {
  if (!('run' in source || 'serve' in source)) return undefined;
  const command = 'run' in source ? source.run : source.serve;
  const written = unitCommand(command, source.shell ?? 'sh', dialect);
  return 'without' in written ? unknownReference(written.without) : undefined;
}

interface UnitFacts {
  readonly launch: LaunchFile;
  readonly dialect: Dialect;
  readonly losses: Loss[];
  /** The tasks with a unit. */
  readonly names: ReadonlySet<TaskName>;
  readonly base: string;
}

function unitOf(task: Task, {launch, dialect, losses, names, base}: UnitFacts) {
  const exported = exportOf({task, launch, dialect, losses});
  const needs = carriedNeeds(task.name, launch, name => names.has(name));
  const all = needs.map(({to}) => serviceName(base, to)).join(' ');
  const required = needs.filter(({condition}) => condition !== 'ended');
  const {unit = [], service = []}: Partial<Record<'unit' | 'service', readonly UnitLine[]>> = fieldsOf(task, {
    ...exported,
    dialect,
  });
  const order: readonly UnitLine[] = [
    ['PartOf', `${base}.target`],
    ...(all === '' ? [] : [['After', all] as const]),
    ...(required.length === 0
      ? []
      : [['Requires', required.map(({to}) => serviceName(base, to)).join(' ')] as const]),
  ];
  const shared = Object.entries(exported.map('env', launch.env)).map(([name, value]): UnitLine => [
    'Environment',
    quoteVariable(name, value),
  ]);
  const hasDescription = unit.some(([name]) => name === 'Description');
  return {
    unit: [
      ...(hasDescription ? [] : [['Description', plainValue(`${task.name} of ${launch.name}`)] as const]),
      ...order,
      ...unit,
    ],
    service: [...shared, ...service],
  };
}

function fieldsOf(task: Task, exported: TaskExport & {readonly dialect: Dialect}): Fields {
  const {source} = task;
  if (!('run' in source || 'serve' in source)) return {};
  const context = {...exported, shell: source.shell ?? 'sh'};
  const carried =
    'serve' in source
      ? carryKeys(source, serveKeys, context, exported.lose)
      : carryKeys(source, runKeys, context, exported.lose);
  const service = (carried.service ?? []) as readonly UnitLine[];
  return {...carried, service: [...placeLines(source, exported), ...service]};
}

function serviceName(base: string, task: TaskName): string {
  return `${base}-${unitName(task)}.service`;
}

/** A valid unit name: systemd allows letters, digits and `:_.\-`. */
function unitName(name: string): string {
  return name.replaceAll(/[^\w:.-]/g, '-');
}
