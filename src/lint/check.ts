import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {LaunchFile} from '../model/launch-file.ts';
import type {ParsedFile} from '../config/yaml/parsed-file.ts';
import {limitErrors, limitWarnings} from '../config/limit-errors.ts';
import {examine, type LoadOptions} from '../config/load.ts';
import {warningDiagnostic, type Diagnostic} from '../vocabulary/diagnostic.ts';
import {checkCopies} from './copies/check-copies.ts';
import type {Disk} from './disk.ts';
import {longScripts} from './long-scripts.ts';
import {rules} from './registry.ts';
import type {LintContext} from './rule.ts';
import {withoutRepeated} from '../vocabulary/diagnostic.ts';
import {silence} from './silencers.ts';

export interface CheckOptions extends LoadOptions {
  readonly disk: Disk;
  /** The number of runs of the file that should be up at the same time. Default: 1. */
  readonly copies?: number;
}

/** The result of a check of a launch file. */
export interface Checked {
  /** Errors, or warnings if there are no errors; in file order, up to a limit. */
  readonly diagnostics: readonly Diagnostic[];
  /** The valid parts of the file; absent if the file is not YAML. */
  readonly partial?: PartialFile;
  /** The readable parts of a file that is not valid YAML (yet). */
  readonly readable?: ParsedFile;
  /** The complete file, if it has no errors. */
  readonly launch?: LaunchFile;
}

/**
 * Loads and checks a launch file. Warnings are reported only for files without errors, because an error may cause a warning.
 *
 * @param path the absolute path
 */
export function check(path: string, text: string, {disk, copies = 1, ...options}: CheckOptions): Checked {
  const examined = examine(path, text, {readText: disk.read, ...options});
  const {partial, launch} = examined;
  if (!partial || !launch) return examined;
  const {parsed} = partial;
  const {env} = options;
  const clashes = checkCopies({parsed, launch, tasks: launch.tasks.values(), env, copies});
  if (clashes.length > 0) return {partial, diagnostics: limitErrors(clashes)};
  const context = {parsed, launch, env, disk};
  const found = [...longScripts(context), ...silence(parsed, warnings(context), rules)];
  return {partial, launch, diagnostics: limitWarnings(found)};
}

function warnings(context: LintContext): readonly Diagnostic[] {
  const found = rules.flatMap(({name, find}) =>
    find(context).map((finding): Diagnostic => warningDiagnostic({rule: name, ...finding})),
  );
  return oneForEachPlace(found);
}

/** Reports a problem under an anchor only once, even if the anchor is used several times. */
function oneForEachPlace(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return withoutRepeated(found, ({rule = ''}) => rule);
}
