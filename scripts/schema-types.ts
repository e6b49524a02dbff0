/** Keywords that generated schemas and those for editors share. */
type Keywords = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly description?: string;
  readonly markdownDescription?: string;
  /** The message for a string that does not match `pattern`. */
  readonly patternErrorMessage?: string;
};

/** A schema as generated from src/schema/launch-file.ts, with the tags of its comments. */
export type SourceSchema = Keywords & {
  readonly properties?: Readonly<Record<string, SourceSchema>>;
  readonly additionalProperties?: boolean | SourceSchema;
  readonly items?: SourceSchema;
  readonly anyOf?: readonly SourceSchema[];
  readonly default?: unknown;
  /** `@unit`: the unit of a number. */
  readonly unit?: string;
  /** `@skeleton`: a value with placeholders. */
  readonly skeleton?: Skeleton;
  /** `@coarse`: the pattern is only for editors. */
  readonly coarse?: unknown;
};

/** The body of a snippet, by key. */
export type Skeleton = Readonly<Record<string, unknown>>;

/** Definitions by name, for references to `#/definitions/…`. */
export type Definitions<S> = Readonly<Record<string, S>>;

/** A schema with its definitions. */
export type Root<S> = S & {readonly $schema: string; readonly definitions: Definitions<S>};

/** A map in a union: its keys are known, and the keys that identify it are required. */
export type MapSchema = SourceSchema & Required<Pick<SourceSchema, 'properties' | 'required'>>;

/** A schema for editors and for the validator that is compiled from it. */
export type EditorSchema = Keywords & {
  /** `false` forbids the key. */
  readonly properties?: Readonly<Record<string, EditorSchema | false>>;
  readonly additionalProperties?: boolean | EditorSchema;
  readonly items?: EditorSchema;
  readonly anyOf?: readonly EditorSchema[];
  readonly allOf?: readonly EditorSchema[];
  readonly if?: EditorSchema;
  readonly then?: EditorSchema;
  readonly else?: EditorSchema;
  readonly errorMessage?: string;
  readonly doNotSuggest?: boolean;
  readonly defaultSnippets?: readonly Snippet[];
  readonly 'x-beside'?: string;
  readonly 'x-coarse'?: boolean;
};

/** A value that editors offer to insert. */
export type Snippet = {
  readonly label: string;
  readonly markdownDescription?: string;
  readonly body: unknown;
};
