/** An error or warning about the launch file or the command line, with its location. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** The rule: a stable name such as `wrong-reference` or `sleep-as-wait`, for programs and for silencing it. */
  readonly rule?: string;
  /** One sentence in lower case without a full stop, with names in backticks and the next step, if any, at the end. */
  readonly message: string;
  /** The number of problems that it represents. Default: 1. */
  readonly count?: number;
  /** Where it is; absent for a problem of the command line, and for the rest of many. */
  readonly place?: SourceRange;
  /** A second place that explains the first, with its own words. */
  readonly also?: {readonly message: string; readonly place: SourceRange};
  /** The replacement at `place`, if there is a likely one; editors offer it as a fix. */
  readonly suggestion?: string;
}

/** A range of a file. `start` and `end` are offsets into its text, in UTF-16 units; `end` is exclusive. */
export interface SourceRange {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** How many problems of a severity there are, those that are not shown included. */
export function countOf(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): number {
  return diagnostics.reduce((sum, each) => sum + (each.severity === severity ? (each.count ?? 1) : 0), 0);
}

/** Those whose place and `aspect` no earlier one has, in their order. */
export function withoutRepeated(
  diagnostics: readonly Diagnostic[],
  aspect: (diagnostic: Diagnostic) => string,
): readonly Diagnostic[] {
  // By the start alone first: nearly all have one of their own, and long keys would take more memory than the rest.
  const byStart = new Map<number | undefined, Diagnostic | Set<string>>();
  const keyOf = (each: Diagnostic) => `${each.place?.end} ${each.place?.file} ${aspect(each)}`;
  return diagnostics.filter(diagnostic => {
    const start = diagnostic.place?.start;
    const earlier = byStart.get(start);
    if (earlier === undefined) return byStart.set(start, diagnostic);
    const keys = earlier instanceof Set ? earlier : new Set([keyOf(earlier)]);
    byStart.set(start, keys);
    const key = keyOf(diagnostic);
    return !keys.has(key) && keys.add(key);
  });
}

/** An error: the file, or the call, cannot be used. */
export function errorDiagnostic(facts: Omit<Diagnostic, 'severity'>): Diagnostic {
  return {severity: 'error', ...facts};
}

/** A warning: likely a mistake, but usable. */
export function warningDiagnostic(facts: Omit<Diagnostic, 'severity'>): Diagnostic {
  return {severity: 'warning', ...facts};
}
