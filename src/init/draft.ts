import type {LaunchFileSource} from '../schema/launch-file.ts';
import {composeTasks} from './compose/compose.ts';
import {dockerfileTasks} from './dockerfile.ts';
import {together, type Drafted, type DraftedTask} from './drafted.ts';
import {firstTasks} from './first-tasks.ts';
import type {Findings} from './look.ts';
import {packageTasks, startsServices} from './package-scripts.ts';
import {mapOf} from './plain-map.ts';
import {taskNames, type TaskNames} from './task-names.ts';

/** A drafted launch file, before it is converted to text. */
export interface DraftedFile extends Drafted, Pick<LaunchFileSource, 'dotenv' | 'env_file'> {
  /** The source files; empty if none were found. */
  readonly from: readonly string[];
  readonly until?: string;
}

/**
 * Drafts a launch file from all findings. Compose services come first, and everything on the host needs them. A Procfile or
 * another runner's file takes precedence over package.json if both start services. A Dockerfile is used only if nothing else is.
 */
export function draft(findings: Findings): DraftedFile {
  const names = taskNames();
  const address = names.give('address');
  const inDocker = dockerTasks(findings, names, address);
  const onHost = ownFolderIsBuilt(findings)
    ? leftToCompose(findings)
    : hostTasks(findings, inDocker, names, address);
  const all = together(inDocker, onHost, {tasks: [], leftOut: findings.notRead});
  if (all.tasks.length === 0) return {...firstTasks(names), from: [], leftOut: all.leftOut};
  const isUsed = JSON.stringify(all.tasks).includes(`tasks.${address}.ip`);
  return {
    ...all,
    tasks: [...(isUsed ? [addressTask(address)] : []), ...all.tasks],
    from: sourcesOf(findings, all),
    ...(readsDotenv(findings, all) && {dotenv: true}),
    ...(onHost.tasks.length > 0 && findings.host?.root),
  };
}

function dockerTasks(findings: Findings, names: TaskNames, address: string): Drafted {
  const {compose, dockerfile, folder, exists} = findings;
  const ip = `\${{ tasks.${address}.ip }}`;
  if (compose) {
    // A program on the host expects its database at the address that Compose uses.
    const hasOwnAddress = !runsOnHost(findings) || ownFolderIsBuilt(findings);
    const facts = {
      ...{compose: compose.compose, folder, names, exists, env: findings.dotenv ?? {}},
      ip: hasOwnAddress ? ip : undefined,
      isAwaited: !hasOwnAddress,
    };
    const {leftOut, ...drafted} = composeTasks(facts);
    const inFile = leftOut.map(what => `${compose.file}: ${what}`);
    return {...drafted, leftOut: [...compose.notes, ...inFile]};
  }
  if (!dockerfile) return nothing;
  if (!runsOnHost(findings)) return dockerfileTasks(dockerfile, {names, address});
  return {tasks: [], leftOut: ['Dockerfile: the image, because the project is started without it']};
}

/** Whether to set `dotenv`, since Compose reads `.env` automatically. */
function readsDotenv({dotenv}: Findings, {tasks, secrets}: Drafted): boolean {
  return dotenv !== undefined && (secrets !== undefined || JSON.stringify(tasks).includes('env.'));
}

function hostTasks(
  {host, package: root, workspaces, files, exists}: Findings,
  inDocker: Drafted,
  names: TaskNames,
  address: string,
): Drafted {
  const needs = inDocker.tasks
    .filter(({source}) => 'container' in source && source.if === undefined)
    .map(({name}) => name);
  const hasServices = host?.hasServices ?? false;
  const fromPackage = root
    ? packageTasks({root, workspaces, files, exists, names, needs, hasServices})
    : nothing;
  if (!host) return fromPackage;
  const before = [...needs, ...fromPackage.tasks.slice(-1).map(({name}) => name)];
  return together(fromPackage, host.draft({names, needs: before, address}));
}

/** Whether any service runs without Docker. */
function runsOnHost({host, package: root, workspaces}: Findings): boolean {
  return (host?.hasServices ?? false) || [root, ...workspaces.values()].some(startsServices);
}

/** Whether a Compose service builds the project itself. */
function ownFolderIsBuilt({compose}: Findings): boolean {
  const builds = Object.values(compose?.compose.services ?? {}).map(({build}) =>
    typeof build === 'string' ? build : build && (mapOf(build).context ?? '.'),
  );
  return builds.some(folder => folder === '.' || folder === './');
}

function leftToCompose({compose, host, package: root}: Findings): Drafted {
  const files = [...(host ? [host.file] : []), ...(root ? ['package.json'] : [])];
  return {
    tasks: [],
    leftOut: files.map(
      file => `${file}: all of it, because ${compose?.file ?? ''} builds and starts this folder`,
    ),
  };
}

function addressTask(name: string): DraftedTask {
  const comments = [
    'A loopback address for this run only, so several runs can use the same ports side by side.',
  ];
  return {name, source: {alias: {wait: '30s'}}, comments};
}

function sourcesOf(
  {compose, dockerfile, host, package: root}: Findings,
  {leftOut}: Drafted,
): readonly string[] {
  const files = [
    ...(compose ? compose.files : []),
    ...(dockerfile && !compose ? ['Dockerfile'] : []),
    ...(host ? [host.file, ...(host.otherFiles ?? [])] : []),
    ...(root ? ['package.json'] : []),
  ];
  const isLeftOut = (file: string): boolean =>
    leftOut.some(what => /: (all of it|the image),/.test(what) && what.startsWith(file));
  return files.filter(file => !isLeftOut(file));
}

const nothing: Drafted = {tasks: [], leftOut: []};
