/** A piece of a script, as far as its shape matters to rules. Offsets count from the start of the script. */
export type ShellNode = ShellCommand | ShellLoop | ShellGroup;

interface Piece {
  readonly start: number;
  /** Behind its last word. */
  end: number;
  /** Whether `!` precedes it. */
  readonly isNegated: boolean;
  /** The separator after it: `;`, `&`, `&&`, `|`, `||`, a line break, or nothing. */
  after: string;
}

/** A command with its words as written; redirections are left out. */
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

/** `( )`, `{ }`, `if` and `case`: commands that come together. */
export interface ShellGroup extends Piece {
  readonly type: 'group';
  readonly body: readonly ShellNode[];
}
