/** The error response to a request. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Additional members of the error. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.facts = facts;
  }
}

/** The error for an invalid parameter in the query or the body. */
export function badParameter(parameter: string, expected: string): ApiError {
  return new ApiError(400, 'bad-parameter', `\`${parameter}\`: expected ${expected}`, {parameter});
}
