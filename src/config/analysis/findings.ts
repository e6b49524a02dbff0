import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {Edge} from '../../model/launch-file.ts';

/** What a check found: mistakes, and the edges that the task gets from what is right. */
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
