/** What `bottle plan` can be told as. */
export const planFormats = ['text', 'json', 'mermaid', 'dot'] as const;
