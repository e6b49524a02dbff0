/** The formats of `bottle plan`. */
export const planFormats = ['text', 'json', 'mermaid', 'dot', 'svg', 'html'] as const;
