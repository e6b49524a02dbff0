/** Launch files that grow in one way each: from a requested length in characters to a text of about that length. */
export const longFiles: Readonly<Record<string, (length: number) => string>>;
