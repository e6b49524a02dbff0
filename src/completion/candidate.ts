/** Something that may be typed next. One that ends in `/` or `=` is not the end of its word. */
export interface Candidate {
  readonly value: string;
  /** A short description; '' if the value needs none. */
  readonly description: string;
}

/** Candidates as shells read them: one a line, the description after a tab. */
export function candidateLines(candidates: readonly Candidate[]): string {
  return candidates
    .map(({value, description}) => `${oneLine(value)}${description && `\t${oneLine(description)}`}\n`)
    .join('');
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
