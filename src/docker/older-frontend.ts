import type {Engine} from './docker.ts';
import {needsBuildKit} from './needs-buildkit.ts';

/**
 * The first engine whose BuildKit supports current Dockerfiles without a syntax line
 * (https://docs.docker.com/engine/release-notes/23.0/).
 */
const FIRST_MAJOR = 23;

/**
 * Adds a fix to the error of a build if the engine's BuildKit is too old for the Dockerfile: its parser then reads the
 * lines of a here-document as instructions.
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
  return new Error(`${error.message}; it uses ${feature}, which Docker ${version} may not support: ${next}`);
}
