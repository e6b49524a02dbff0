import type {LaunchFile} from '../model/launch-file.ts';
import type {ParsedFile} from '../config/yaml/parsed-file.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {Disk} from './disk.ts';

/**
 * A rule of `bottle check` that warns about a file that is valid but probably not as intended. Each rule has its own file and a
 * line in the registry.
 */
export interface LintRule {
  /** A stable name in kebab-case, for silencing the rule and for programs. */
  readonly name: string;
  /** The subject of the warning, as a phrase without a full stop. */
  readonly about: string;
  /** A complete launch file with exactly one warning of this rule. `good` is a correct version. docs/check.md shows both. */
  readonly bad: string;
  readonly good: string;
  find(context: LintContext): readonly Finding[];
}

/** A launch file without errors, and further inputs of rules. */
export interface LintContext {
  readonly parsed: ParsedFile;
  readonly launch: LaunchFile;
  /** The environment of bottle itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly disk: Disk;
}

/** A warning without its severity and rule. */
export type Finding = Pick<Diagnostic, 'message' | 'also' | 'suggestion'> & {
  readonly place: NonNullable<Diagnostic['place']>;
};
