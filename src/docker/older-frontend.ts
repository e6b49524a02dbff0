import type {Engine} from './docker.ts';
import {needsBuildKit} from './needs-buildkit.ts';

/**
 * The first engine whose BuildKit reads current Dockerfiles without a syntax line
 * (https://docs.docker.com/engine/release-notes/23.0/).
 */
const FIRST_MAJOR = 23;

/**
 * The error of a build by BuildKit, with what would help if the engine's BuildKit is too old to read the Dockerfile: its parser then
 * takes the lines of a here-document for instructions.
 */
export async function explainOlderFrontend(
  error: unknown,
  dockerfile: string,
  {api}: Engine,
): Promise<unknown> {
  if (!(error instanceof Error) || !error.message.includes('dockerfile parse error')) return error;
  const feature = needsBuildKit(dockerfile);
  if (feature === undefined || /^#\s*syntax\s*=/im.test(dockerfile)) return error;
  const {Version: version} = await api.version();
  if (Number.parseInt(version, 10) >= FIRST_MAJOR) return error;
  const next = `set \`# syntax=docker/dockerfile:1\` in its first line, or use Docker ${FIRST_MAJOR} or newer`;
  return new Error(`${error.message}; it uses ${feature}, which Docker ${version} may not know: ${next}`);
}
