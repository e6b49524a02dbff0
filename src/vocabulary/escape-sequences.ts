/**
 * Sequences by ECMA-48, sections 5.4 and 8.3: strings (OSC, DCS, SOS, PM, APC) up to their end, CSI, and the short ones. A
 * sequence that is cut off at the end of the text also matches.
 */
export const ESCAPE_SEQUENCES = new RegExp(
  [
    '(?:\u001b[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u009c|\u001b\\\\)?',
    '(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]?',
    '\u001b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);
