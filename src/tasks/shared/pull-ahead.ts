import type {AheadWork} from '../kind.ts';

/** Pulls an image that a task will need, if its place does not have it. */
export function pullAhead(ref: string, platform: string | undefined): AheadWork {
  return {
    summary: `pull ${ref}`,
    async run(context) {
      const place = await context.place();
      return await place.pullAhead({ref, ...(platform !== undefined && {platform})}, context);
    },
  };
}
