/** A wording that the project does not use, and the usual term. */
export interface Denied {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Where the pattern applies. Default: everywhere. */
  readonly only?: 'comment';
}

/** Denied wordings, based on the project's vocabulary, whose terms are those of Docker Compose and Kubernetes. */
export const denied: readonly Denied[] = [
  {pattern: /\b(?:tells?|told|telling)\b/i, instead: 'report, print, show, return'},
  {pattern: /\bshall\b/i, instead: 'must, should, "to …"'},
  {pattern: /\bmends?\b/i, instead: 'fix'},
  {pattern: /\black(?:s|ing)?\b/i, instead: 'missing, has no'},
  {pattern: /\b(?:stands?|stood)\b(?!-in| for\b)/i, instead: 'is, is defined, is listed'},
  {pattern: /\b(?:nobody|somebody|whoever|whomever)\b/i, instead: 'the passive, or the actual party'},
  {pattern: /\bdoubtful(?:ly)?\b/i, instead: 'suspicious, a warning'},
  {pattern: /\bunasked\b/i, instead: 'unexpectedly'},
  {pattern: /\bfell with it\b/i, instead: 'cancelled'},
  {pattern: /\b(?:take|takes|took|taking|taken)(?: \w+)? down\b/i, instead: 'stop, tear down'},
  {pattern: /\bat once\b/i, instead: 'immediately, at the same time'},
  {pattern: /\btrouble\b(?!\.md)/i, instead: 'a problem'},
  {
    pattern: /\btexts\b|\bempty text\b|\b(?:expected|found) a text\b|\ba text (?:or|where|that is no)\b/i,
    instead: 'a string',
  },
  {pattern: /\bin words\b/i, instead: 'as text'},
  {pattern: /\bunless said\b/i, instead: 'by default'},
  {pattern: /\bcircles? of needs\b|\bin a circle\b/i, instead: 'a dependency cycle'},
  {pattern: /\bthe ways? into?\b/i, instead: 'the exec channel'},
  {pattern: /(?<!x-)\bbeside\b/i, instead: 'next to, along with, compared with'},
  {pattern: /\bunder way\b/i, instead: 'in progress'},
  {pattern: /\bsays? so\b/i, instead: 'reports it'},
  {pattern: /\bto be had\b/i, instead: 'available'},
  {pattern: /\bin (?:its|their) stead\b/i, instead: 'instead'},
  {pattern: /\bwhich is what\b/i, instead: 'two sentences'},
  {pattern: /\bdoes none of it\b/i, instead: 'without running anything'},
  {
    pattern: /^(?:\/\*\*?|\/\/) (?:What|Whatever|Whoever|Whichever)\b(?![^.]*\?)/,
    instead: 'a noun, as in "Inputs of a teardown"',
    only: 'comment',
  },
];
