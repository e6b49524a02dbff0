/** A node of a script, with the details that rules need. Offsets are relative to the start of the script. */
export type ShellNode = ShellCommand | ShellLoop | ShellGroup;

interface Piece {
  readonly start: number;
  /** The offset after the last word. */
  end: number;
  /** Whether `!` precedes the node. */
  readonly isNegated: boolean;
  /** The separator after the node: `;`, `&`, `&&`, `|`, `||`, a line break, or nothing. */
  after: string;
}

/** A command with its words as written, without redirections. */
export interface ShellCommand extends Piece {
  readonly type: 'command';
  readonly words: ShellWord[];
}

export interface ShellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface ShellLoop extends Piece {
  readonly type: 'loop';
  readonly keyword: 'while' | 'until' | 'for';
  /** For `for`, the part before `do`. */
  readonly condition: readonly ShellNode[];
  readonly body: readonly ShellNode[];
}

/** A group of commands: `( )`, `{ }`, `if` or `case`. */
export interface ShellGroup extends Piece {
  readonly type: 'group';
  readonly body: readonly ShellNode[];
}
