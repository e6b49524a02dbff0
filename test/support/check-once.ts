import {createProbe, type ProbeDependencies} from '../../src/probes/registry.ts';
import type {Probe as ProbeSource} from '../../src/schema/probes.ts';
import type {ProbeResult} from '../../src/vocabulary/probe-result.ts';
import {probeContext} from './probe-context.ts';

/** Runs one attempt of a probe, given as in a launch file. */
export async function checkOnce(
  source: ProbeSource,
  context: Partial<ProbeDependencies> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<ProbeResult> {
  const {probe} = createProbe(source, probeContext(context));
  return 'check' in probe ? await probe.check(signal) : await probe.wait(signal);
}
