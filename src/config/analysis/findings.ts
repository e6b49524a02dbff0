import type {Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {Edge} from '../../model/launch-file.ts';

/** The result of a check: errors, and the edges from the valid parts of the task. */
export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly edges: readonly Edge[];
}

export const NO_FINDINGS: Findings = {diagnostics: [], edges: []};

export function mergeFindings(parts: readonly Findings[]): Findings {
  const merged = {diagnostics: [] as Diagnostic[], edges: [] as Edge[]};
  for (const part of parts) addFindings(merged, part);
  return merged;
}

export function addFindings(
  to: {readonly diagnostics: Diagnostic[]; readonly edges: Edge[]},
  {diagnostics, edges}: Findings,
): void {
  for (const diagnostic of diagnostics) to.diagnostics.push(diagnostic);
  for (const edge of edges) to.edges.push(edge);
}
