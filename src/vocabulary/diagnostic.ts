/** An error or warning about the launch file or the command line, with its location. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** The rule: a stable name such as `wrong-reference` or `sleep-as-wait`, for programs and for silencing the rule. */
  readonly rule?: string;
  /** One sentence in lower case without a full stop, with names in backticks and the next step, if any, at the end. */
  readonly message: string;
  /** The number of problems that it represents. Default: 1. */
  readonly count?: number;
  /** The location; absent for a problem of the command line, and for a summary of further problems. */
  readonly place?: SourceRange;
  /** A second location that explains the first, with a message of its own. */
  readonly also?: {readonly message: string; readonly place: SourceRange};
  /** A likely replacement for the text at `place`; editors offer it as a fix. */
  readonly suggestion?: string;
}

/** A range of a file. `start` and `end` are offsets into its text, in UTF-16 units; `end` is exclusive. */
export interface SourceRange {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** The number of problems of a severity, including those that are not shown. */
export function countOf(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): number {
  return diagnostics.reduce((sum, each) => sum + (each.severity === severity ? (each.count ?? 1) : 0), 0);
}

/** The diagnostics in order, without those that have the place and `aspect` of an earlier one. */
export function withoutRepeated(
  diagnostics: readonly Diagnostic[],
  aspect: (diagnostic: Diagnostic) => string,
): readonly Diagnostic[] {
  // Compare the start first: it is nearly always unique, and long keys for all would dominate memory use.
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

/** An error: the file or the command line is invalid. */
export function errorDiagnostic(facts: Omit<Diagnostic, 'severity'>): Diagnostic {
  return {severity: 'error', ...facts};
}

/** A warning: probably a mistake, but not an error. */
export function warningDiagnostic(facts: Omit<Diagnostic, 'severity'>): Diagnostic {
  return {severity: 'warning', ...facts};
}
