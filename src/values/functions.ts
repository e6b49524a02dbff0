/** A function of expressions. */
export interface ExpressionFunction {
  /** Its operands as documentation shows them. */
  readonly operands: string;
  readonly description: string;
  /** The number of its operands; `undefined` for one or more. */
  readonly count?: number;
  /** Whether its first operand must be an environment variable, since only these can be unset. */
  readonly takesVariable?: boolean;
}

/** The functions, with the meanings that Compose's `${X:-y}`, `${X-y}`, `${X:?m}`, `${X?m}`, `${X:+y}` and `${X+y}` have. */
export const functions = {
  default: {operands: 'a, b', description: '`a`, or `b` if `a` is empty or not set', count: 2},
  default_unset: {
    operands: 'env.X, b',
    description: 'the variable, or `b` if it is not set; an empty one stays empty',
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
  alternative: {operands: 'a, b', description: '`b` if `a` is not empty, otherwise nothing', count: 2},
  alternative_set: {
    operands: 'env.X, b',
    description: '`b` if the variable is set, even to nothing; otherwise nothing',
    ...{count: 2, takesVariable: true},
  },
  concat: {operands: 'a, b, …', description: 'its operands, joined'},
} as const satisfies Readonly<Record<string, ExpressionFunction>>;

export type FunctionName = keyof typeof functions;

export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}
