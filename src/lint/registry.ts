import type {LintRule} from './rule.ts';
import {deletesBottle} from './rules/deletes-bottle.ts';
import {alwaysTrue} from './rules/always-true.ts';
import {backgroundProcess} from './rules/background-process.ts';
import {unexpandedText} from './rules/unexpanded-text.ts';
import {missingNeed} from './rules/missing-need.ts';
import {riskyAllowList} from './rules/risky-allow-list.ts';
import {exposedSecret} from './rules/exposed-secret.ts';
import {floatingTag} from './rules/floating-tag.ts';
import {invalidEnvFile} from './rules/invalid-env-file.ts';
import {insecureProbe} from './rules/insecure-probe.ts';
import {missingFile} from './rules/missing-file.ts';
import {neverReady} from './rules/never-ready.ts';
import {noEffect} from './rules/no-effect.ts';
import {noHealthcheck} from './rules/no-healthcheck.ts';
import {noReady} from './rules/no-ready.ts';
import {worldReadableSecret} from './rules/world-readable-secret.ts';
import {portClash} from './rules/port-clash.ts';
import {repeatedNeed} from './rules/repeated-need.ts';
import {shortStopTimeout} from './rules/short-stop-timeout.ts';
import {sleepAsWait} from './rules/sleep-as-wait.ts';
import {unmatchedSource} from './rules/unmatched-source.ts';
import {unpublishedPort} from './rules/unpublished-port.ts';
import {unsetSecret} from './rules/unset-secret.ts';
import {unusedEnv} from './rules/unused-env.ts';
import {unusedOutput} from './rules/unused-output.ts';
import {unusedSecret} from './rules/unused-secret.ts';
import {unusedTask} from './rules/unused-task.ts';
import {unusedVariable} from './rules/unused-variable.ts';

/** Every rule of `bottle check`, in the order of docs/check.md. */
export const rules: readonly LintRule[] = [
  sleepAsWait,
  noReady,
  missingNeed,
  neverReady,
  unpublishedPort,
  noHealthcheck,
  portClash,
  missingFile,
  invalidEnvFile,
  unmatchedSource,
  deletesBottle,
  unsetSecret,
  worldReadableSecret,
  exposedSecret,
  insecureProbe,
  floatingTag,
  riskyAllowList,
  alwaysTrue,
  backgroundProcess,
  unexpandedText,
  shortStopTimeout,
  noEffect,
  unusedVariable,
  unusedSecret,
  unusedEnv,
  unusedOutput,
  unusedTask,
  repeatedNeed,
];
