import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {Edge} from '../../model/launch-file.ts';

/** The result of a check: errors, and the edges of the task from its valid parts. */
export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly edges: readonly Edge[];
}

export function mergeFindings(parts: readonly Findings[]): Findings {
  return {
    diagnostics: parts.flatMap(({diagnostics}) => diagnostics),
    edges: parts.flatMap(({edges}) => edges),
  };
}
