import type {CommonTask} from '../schema/common-task.ts';
import type {RunTask, ServeTask} from '../schema/tasks/host.ts';
import {badSource, type SourceFile} from './bad-source.ts';
import type {Drafted, DraftedTask} from './drafted.ts';
import {packageManager} from './package-manager.ts';
import {mapOf, textsOf, type PlainMap} from './plain-map.ts';
import type {TaskNames} from './task-names.ts';

/** A package: what its package.json says, as far as a launch is concerned. */
export interface Package {
  readonly scripts: PlainMap;
  readonly hasDependencies: boolean;
  /** Whether bottle is one of them. */
  readonly hasBottle: boolean;
  /** Globs of the folders of its workspaces. */
  readonly workspaces: readonly string[];
}

export function parsePackage(file: SourceFile): Package {
  const {scripts, dependencies, devDependencies, workspaces} = parseJson(file);
  const globs = textsOf(Array.isArray(workspaces) ? workspaces : mapOf(workspaces).packages);
  const packages = {...mapOf(dependencies), ...mapOf(devDependencies)};
  return {
    scripts: mapOf(scripts),
    hasDependencies: Object.keys(packages).length > 0 || globs.length > 0,
    hasBottle: Object.entries(packages).some(([name, range]) => isBottle(name, range)),
    workspaces: globs,
  };
}

/** Under its own name, or under another one as in `"launcher": "npm:bottle-run@1"`. */
function isBottle(name: string, range: unknown): boolean {
  return name === 'bottle-run' || /^npm:bottle-run(?:@|$)/.test(String(range));
}

function parseJson(file: SourceFile): PlainMap {
  try {
    return mapOf(JSON.parse(file.text));
  } catch (error) {
    return badSource(file, (error as Error).message);
  }
}

/** Inputs for drafting the tasks of a package. */
export interface PackageFacts {
  readonly root: Package;
  /** The packages of its workspaces, by their folders. */
  readonly workspaces: ReadonlyMap<string, Package>;
  /** The names of the files beside it. */
  readonly files: readonly string[];
  /** Whether there is such a path, from the folder. */
  readonly exists: (path: string) => boolean;
  readonly names: TaskNames;
  /** Additional needs of every service. */
  readonly needs: readonly string[];
  /** Whether another file says how the services are started. */
  readonly hasServices: boolean;
}

/**
 * Tasks from a package's scripts. `install` where there is something to install; `dev`, else `start` after `build`, is
 * what stays up, of the root or else of each workspace. A package without one is built and tested.
 */
export function packageTasks(facts: PackageFacts): Drafted {
  const install = installTask(facts);
  const services = facts.hasServices ? [] : serviceScripts(facts);
  const build = buildTasks(facts, services, namesOf(install));
  const ready = namesOf(build.length > 0 ? build : install);
  const serve = services.map(service => serviceTask(service, facts, [...facts.needs, ...ready]));
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
    ...(run === install ? [] : [`Not \`${install}\`, which would delete the bottle that is running it.`]),
    'Skipped while the lock file has not changed.',
  ];
  return [{name: names.give('install'), source, comments}];
}

/** Whether the bottle that runs the task may be one of the packages that the task installs. */
function isBottleInstalled({root, workspaces, exists}: PackageFacts): boolean {
  const isDependency = [root, ...workspaces.values()].some(({hasBottle}) => hasBottle);
  return isDependency || exists('node_modules/bottle-run');
}

/** A script that stays up. */
interface Service {
  readonly script: 'dev' | 'start';
  /** Of its workspace; absent for the root. */
  readonly folder?: string;
}

function serviceScripts({root, workspaces}: PackageFacts): readonly Service[] {
  const ofRoot = serviceScript(root);
  if (ofRoot) return [{script: ofRoot}];
  return [...workspaces].flatMap(([folder, workspace]) => {
    const script = serviceScript(workspace);
    return script ? [{script, folder}] : [];
  });
}

function serviceScript({scripts}: Package): Service['script'] | undefined {
  return (['dev', 'start'] as const).find(name => isScript(scripts[name]));
}

/** `dev` builds what it needs itself. */
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

function serviceTask(
  {script, folder}: Service,
  {files, names}: PackageFacts,
  needs: readonly string[],
): DraftedTask {
  const serve = `${packageManager(files).run} ${script}`;
  const source: ServeTask = {...needing(needs), serve, ...(folder !== undefined && {cwd: folder})};
  const name = names.give(folder === undefined ? script : (folder.split('/').at(-1) ?? script));
  const comments = ['If other tasks need it, add a readiness probe, such as `ready: {port: 3000}`.'];
  return {name, source, comments};
}

function testTask({root, files, names}: PackageFacts, needs: readonly string[]): readonly DraftedTask[] {
  if (!isScript(root.scripts.test) || root.scripts.test.includes('no test specified')) return [];
  const source: RunTask = {...needing(needs), run: `${packageManager(files).run} test`};
  return [{name: names.give('test'), source, comments: []}];
}

function isScript(script: unknown): script is string {
  return typeof script === 'string' && script.trim() !== '';
}

type Needs = NonNullable<CommonTask['needs']>;

/** The key `needs`, where there are any. */
export function needing<Need extends Needs[number]>(needs: readonly Need[]): {readonly needs?: Need[]} {
  return needs.length > 0 ? {needs: [...needs]} : {};
}

function namesOf(tasks: readonly DraftedTask[]): readonly string[] {
  return tasks.map(({name}) => name);
}
