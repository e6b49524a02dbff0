declare const BOTTLE_BUILD: string;

/** A hash of the sources of this build of bottle; `undefined` if it runs from its sources. */
export const BUILD_ID: string | undefined = typeof BOTTLE_BUILD === 'string' ? BOTTLE_BUILD : undefined;
