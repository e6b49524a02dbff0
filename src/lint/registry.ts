import type {LintRule} from './rule.ts';
import {repeatedNeed} from './rules/repeated-need.ts';
import {sleepAsWait} from './rules/sleep-as-wait.ts';

/** Every rule of `bottle check`, in the order of docs/check.md. */
export const rules: readonly LintRule[] = [sleepAsWait, repeatedNeed];
