/** A request that is answered with an error. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** More members of the error. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.facts = facts;
  }
}

/** A parameter of the address or the body has a wrong value. */
export function badParameter(parameter: string, expected: string): ApiError {
  return new ApiError(400, 'bad-parameter', `\`${parameter}\`: expected ${expected}`, {parameter});
}
