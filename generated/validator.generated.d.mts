/** Types of what scripts/compile-validator.ts writes. */

/** One complaint of the validator; ajv's `ErrorObject` with `verbose`. */
export interface ShapeError {
  /** JSON pointer to what is wrong. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  /** What the keyword has to say: the key that is unknown or missing, the limit that is passed. */
  readonly params: {
    readonly additionalProperty?: string;
    readonly missingProperty?: string;
    readonly limit?: number;
  };
  /** The keyword's value. */
  readonly schema: unknown;
  /** The schema that the keyword stands in. */
  readonly parentSchema: unknown;
  readonly data: unknown;
  /** The key that a `propertyNames` rule was tried on. */
  readonly propertyName?: string;
}

declare const validate: {
  (data: unknown): boolean;
  /** What the last call found. */
  readonly errors: readonly ShapeError[] | null;
};
export default validate;
