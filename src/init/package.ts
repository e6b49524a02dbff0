import {messageOf} from '../vocabulary/caught-error.ts';
import {badSource, type SourceFile} from './bad-source.ts';
import {mapOf, textsOf, type PlainMap} from './plain-map.ts';
import type {TaskNames} from './task-names.ts';

/** The parts of a package.json that matter for a launch. */
export interface Package {
  readonly scripts: PlainMap;
  readonly hasDependencies: boolean;
  /** Whether bottle is a dependency. */
  readonly hasBottle: boolean;
  /** Globs of the workspace folders. */
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

/** Whether a dependency is bottle, possibly under an alias: `"launcher": "npm:bottle-run@1"`. */
function isBottle(name: string, range: unknown): boolean {
  return name === 'bottle-run' || /^npm:bottle-run(?:@|$)/.test(String(range));
}

function parseJson(file: SourceFile): PlainMap {
  try {
    return mapOf(JSON.parse(file.text));
  } catch (error) {
    return badSource(file, messageOf(error));
  }
}

/** Inputs for drafting the tasks of a package. */
export interface PackageFacts {
  readonly root: Package;
  /** The packages of workspaces by folder. */
  readonly workspaces: ReadonlyMap<string, Package>;
  /** The names of the files next to package.json. */
  readonly files: readonly string[];
  /** Whether a path, relative to the folder, exists. */
  readonly exists: (path: string) => boolean;
  readonly names: TaskNames;
  /** Additional needs of every service. */
  readonly needs: readonly string[];
  /** Whether another file defines how the services are started. */
  readonly hasServices: boolean;
}
