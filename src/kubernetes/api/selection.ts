/** Which objects of a type. */
export interface Selection {
  /** Default: all, which takes a permission for the whole cluster. */
  readonly namespace?: string;
  /** A label selector: `bottle.run=abc,bottle.task`. */
  readonly labels?: string;
  /** A field selector: `metadata.name=web`. */
  readonly fields?: string;
}

/** As the query of a list or watch has it. */
export function selectionQuery({labels, fields}: Selection): Readonly<Record<string, string>> {
  return {
    ...(labels !== undefined && {labelSelector: labels}),
    ...(fields !== undefined && {fieldSelector: fields}),
  };
}
