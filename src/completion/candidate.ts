/** A completion of the current word. The word continues after a value that ends in `/` or `=`. */
export interface Candidate {
  readonly value: string;
  /** A short description; '' if the value needs none. */
  readonly description: string;
}

/** Candidates in the format that the shell scripts read: one per line, the description after a tab. */
export function candidateLines(candidates: readonly Candidate[]): string {
  return candidates
    .map(({value, description}) => `${oneLine(value)}${description && `\t${oneLine(description)}`}\n`)
    .join('');
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
