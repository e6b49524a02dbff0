import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {Edge} from '../../model/launch-file.ts';

/** The result of a check: errors, and the edges of the task from its valid parts. */
export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly edges: readonly Edge[];
}

export const NO_FINDINGS: Findings = {diagnostics: [], edges: []};

/** @param parts used one by one, so that those of a list with 200,000 needs need not exist at the same time */
export function mergeFindings(parts: Iterable<Findings>): Findings {
  const merged = {diagnostics: [] as Diagnostic[], edges: [] as Edge[]};
  for (const {diagnostics, edges} of parts) {
    for (const diagnostic of diagnostics) merged.diagnostics.push(diagnostic);
    for (const edge of edges) merged.edges.push(edge);
  }
  return merged;
}
