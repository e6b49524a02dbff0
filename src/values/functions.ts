/** A function that expressions can call. */
export interface ExpressionFunction {
  /** The operands, as shown in the documentation. */
  readonly operands: string;
  readonly description: string;
  /** The number of operands; `undefined` for one or more. */
  readonly count?: number;
  /** Whether the first operand must be an environment variable, since only these can be unset. */
  readonly takesVariable?: boolean;
}

/** The functions. They correspond to Compose's `${X:-y}`, `${X-y}`, `${X:?m}`, `${X?m}`, `${X:+y}` and `${X+y}`. */
export const functions = {
  default: {operands: 'a, b', description: '`a`, or `b` if `a` is empty or not set', count: 2},
  default_unset: {
    operands: 'env.X, b',
    description: 'the variable, or `b` if it is not set; an empty value is kept',
    ...{count: 2, takesVariable: true},
  },
  required: {
    operands: "env.X, 'message'",
    description: 'the variable; an error with the message if it is empty or not set',
    ...{count: 2, takesVariable: true},
  },
  required_set: {
    operands: "env.X, 'message'",
    description: 'the variable; an error with the message if it is not set',
    ...{count: 2, takesVariable: true},
  },
  alternative: {
    operands: 'a, b',
    description: '`b` if `a` is not empty, otherwise the empty string',
    count: 2,
  },
  alternative_set: {
    operands: 'env.X, b',
    description: '`b` if the variable is set, even to the empty string; otherwise the empty string',
    ...{count: 2, takesVariable: true},
  },
  concat: {operands: 'a, b, …', description: 'the operands, joined'},
} as const satisfies Readonly<Record<string, ExpressionFunction>>;

export type FunctionName = keyof typeof functions;

export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}
