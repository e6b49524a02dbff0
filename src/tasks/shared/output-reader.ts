/** Reads outputs from lines: `name=value`, or `name<<END`, lines and `END` for a value with line breaks. */
export interface OutputReader {
  /** Reads the next line. Returns `false` if it is not part of an output. */
  read(line: string): boolean;
  /** The outputs that are complete so far. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The outputs so far, including an incomplete one, because a secret must be masked before its last line. */
  seen(): Readonly<Record<string, string>>;
  /** The first problem, as a clause about the command: "wrote the output …". */
  problem(): string | undefined;
  /** The declared outputs that have no value yet. */
  missing(): readonly string[];
}

/**
 * Each output may be set only once. Otherwise a value with a second line `other=…` could silently set another output.
 *
 * @param declared the names of the outputs; lines with other names are not part of an output
 */
export function outputReader(declared: readonly string[]): OutputReader {
  const outputs: Record<string, string> = {};
  let block: {readonly name: string; readonly end: string; readonly lines: string[]} | undefined;
  let repeated: string | undefined;
  const give = (name: string, value: string): void => {
    if (Object.hasOwn(outputs, name)) repeated ??= name;
    outputs[name] = value;
  };
  return {
    outputs,
    seen: () => (block ? {...outputs, [block.name]: block.lines.join('\n')} : outputs),
    read(line) {
      if (block) {
        if (line !== block.end) block.lines.push(line);
        else {
          give(block.name, block.lines.join('\n'));
          block = undefined;
        }
        return true;
      }
      const [, name = '', sign, rest = ''] = /^([^=<]+)(=|<<)(.*)$/s.exec(line) ?? [];
      if (!declared.includes(name) || (sign === '<<' && rest === '')) return false;
      if (sign === '=') give(name, rest);
      else block = {name, end: rest, lines: []};
      return true;
    },
    problem() {
      if (block)
        return `wrote the output \`${block.name}<<${block.end}\` without the closing line \`${block.end}\``;
      if (repeated === undefined) return undefined;
      return `wrote the output \`${repeated}\` twice; ${BLOCK_ADVICE}`;
    },
    missing: () => declared.filter(name => !Object.hasOwn(outputs, name)),
  };
}

/** How to fix a value with line breaks. */
export const BLOCK_ADVICE = 'write a value with line breaks as `name<<END`, its lines, and `END`';
