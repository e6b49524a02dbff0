/** Launch files that grow in one way each: from a wanted length in characters to a text about as long. */
export const longFiles: Readonly<Record<string, (length: number) => string>>;
