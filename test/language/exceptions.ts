/** A text that must contain a denied wording. */
export interface Exception {
  readonly path: string;
  /** A part of the text that identifies it. */
  readonly text: string;
  readonly because: string;
}

export const exceptions: readonly Exception[] = [
  {
    path: 'scripts/third-party-notices.ts',
    text: 'IN NO EVENT SHALL',
    because: 'it is the text of a license',
  },
];
