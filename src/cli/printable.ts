/** Text without what would move or colour the terminal: a tab takes four columns, other control characters become `�`. */
export function printable(text: string): string {
  return text.replaceAll('\t', '    ').replaceAll(/\p{Cc}/gu, '�');
}
