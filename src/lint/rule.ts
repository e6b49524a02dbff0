import type {LaunchFile} from '../model/launch-file.ts';
import type {ParsedFile} from '../config/yaml/parsed-file.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {Disk} from './disk.ts';

/** A warning of `bottle check`: the file is valid, but probably not as intended. Each rule has a file, and a line in the registry. */
export interface LintRule {
  /** Stable, in kebab-case: what a file silences, and what programs know it by. */
  readonly name: string;
  /** The subject of its warning, in one sentence without a full stop. */
  readonly about: string;
  /** A whole launch file with exactly one such warning, and one that does it right. docs/check.md shows them. */
  readonly bad: string;
  readonly good: string;
  find(context: LintContext): readonly Finding[];
}

/** A launch file without errors, and what may be looked at beside it. */
export interface LintContext {
  readonly parsed: ParsedFile;
  readonly launch: LaunchFile;
  /** The environment that bottle was started in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly disk: Disk;
}

/** A warning without what its rule gives it. */
export type Finding = Pick<Diagnostic, 'message' | 'also' | 'suggestion'> & {
  readonly place: NonNullable<Diagnostic['place']>;
};
