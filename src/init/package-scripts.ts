import type {RunTask} from '../schema/tasks/host.ts';
import {namesOf, needing, type Drafted, type DraftedTask} from './drafted.ts';
import {serviceTasks, type Service} from './package-services.ts';
import {packageManager} from './package-manager.ts';
import type {Package, PackageFacts} from './package.ts';

/**
 * Tasks for the scripts of a package. `install` is added if there are packages to install. The service is `dev`, or `start` after
 * `build`, of the root or otherwise of each workspace. A package without a service is built and tested.
 */
export function packageTasks(facts: PackageFacts): Drafted {
  const install = installTask(facts);
  const services = facts.hasServices ? [] : serviceScripts(facts);
  const build = buildTasks(facts, services, namesOf(install));
  const ready = namesOf(build.length > 0 ? build : install);
  const serve = services.flatMap(service => serviceTasks(service, facts, [...facts.needs, ...ready]));
  const isLibrary = services.length === 0 && !facts.hasServices && facts.needs.length === 0;
  const test = isLibrary ? testTask(facts, ready) : [];
  return {tasks: [...install, ...build, ...serve, ...test], leftOut: []};
}

function installTask(facts: PackageFacts): readonly DraftedTask[] {
  const {root, workspaces, files, names} = facts;
  const {install, installInPlace = install, lockFile, installed, isLocked} = packageManager(files);
  if (!isLocked || (!root.hasDependencies && workspaces.size === 0)) return [];
  const run = isBottleInstalled(facts) ? installInPlace : install;
  const source: RunTask = {run, sources: ['package.json', lockFile], generates: [installed]};
  const comments = [
    ...(run === install ? [] : [`Not \`${install}\`, which would delete the bottle that runs it.`]),
    'Skipped while the lock file has not changed.',
  ];
  return [{name: names.give('install'), source, comments}];
}

/** Whether bottle itself may be one of the installed packages. */
function isBottleInstalled({root, workspaces, exists}: PackageFacts): boolean {
  const isDependency = [root, ...workspaces.values()].some(({hasBottle}) => hasBottle);
  return isDependency || exists('node_modules/bottle-run');
}

function serviceScripts({root, workspaces}: PackageFacts): readonly Service[] {
  const ofRoot = serviceScript(root);
  if (ofRoot) return [{script: ofRoot}];
  return [...workspaces].flatMap(([folder, workspace]) => {
    const script = serviceScript(workspace);
    return script ? [{script, folder}] : [];
  });
}

/** Whether a package has a script that keeps running. */
export function startsServices(each: Package | undefined): boolean {
  return each !== undefined && serviceScript(each) !== undefined;
}

function serviceScript({scripts}: Package): Service['script'] | undefined {
  return (['dev', 'start'] as const).find(name => isScript(scripts[name]));
}

/** The `build` task, if it is needed. `dev` builds on its own. */
function buildTasks(
  {root, files, names, hasServices}: PackageFacts,
  services: readonly Service[],
  needs: readonly string[],
): readonly DraftedTask[] {
  const isNeeded = hasServices || services.length === 0 || services.some(({script}) => script === 'start');
  if (!isNeeded || !isScript(root.scripts.build)) return [];
  const source: RunTask = {...needing(needs), run: `${packageManager(files).run} build`};
  return [{name: names.give('build'), source, comments: []}];
}

function testTask({root, files, names}: PackageFacts, needs: readonly string[]): readonly DraftedTask[] {
  if (!isScript(root.scripts.test) || root.scripts.test.includes('no test specified')) return [];
  const source: RunTask = {...needing(needs), run: `${packageManager(files).run} test`};
  return [{name: names.give('test'), source, comments: []}];
}

function isScript(script: unknown): script is string {
  return typeof script === 'string' && script.trim() !== '';
}
