/** How many hues there are; log.css has them. */
const HUES = 12;

/** The number of a hue for a task, always the same for the same name, so that its lines are found among those of others. */
export function taskHue(task: string): number {
  let hash = 0;
  for (let at = 0; at < task.length; at++) hash = (hash * 31 + task.charCodeAt(at)) >>> 0;
  return hash % HUES;
}
