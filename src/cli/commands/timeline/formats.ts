/** The formats of `bottle timeline`. */
export const timelineFormats = ['text', 'json', 'trace', 'html', 'svg'] as const;
