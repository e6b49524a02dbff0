import {expect, test} from 'vitest';
import {needsBuildKit} from '../../src/docker/needs-buildkit.ts';

test.each([
  ['FROM a\nRUN --mount=type=cache,target=/c make', '`RUN --mount`'],
  ['FROM a\nrun --network=none --mount=type=tmpfs,target=/c make', '`RUN --mount`'],
  ['FROM a\nRUN --security=insecure make', '`RUN --network` or `RUN --security`'],
  ['FROM a\nRUN <<EOF\nmake\nEOF', 'a here-document'],
  ['FROM a\nCOPY <<"EOF" /file\nx\nEOF', 'a here-document'],
  ['FROM a\nCOPY --chmod=755 x /x', '`--link`, `--chmod`, `--parents` or `--exclude`'],
  ['FROM a\nCOPY --chown=1 x /x\nRUN make --mount=no && cat < x', undefined],
  ['FROM a\n# RUN --mount=type=cache make', undefined],
])('detects whether a Dockerfile needs BuildKit: %j', (dockerfile, feature) => {
  expect(needsBuildKit(dockerfile)).toBe(feature);
});
