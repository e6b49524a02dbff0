/** Selects objects of a type. */
export interface Selection {
  /** Default: all namespaces, which requires a cluster-wide permission. */
  readonly namespace?: string;
  /** A label selector: `bottle.run=abc,bottle.task`. */
  readonly labels?: string;
  /** A field selector: `metadata.name=web`. */
  readonly fields?: string;
}

/** The query parameters for a list or watch. */
export function selectionQuery({labels, fields}: Selection): Readonly<Record<string, string>> {
  return {
    ...(labels !== undefined && {labelSelector: labels}),
    ...(fields !== undefined && {fieldSelector: fields}),
  };
}
