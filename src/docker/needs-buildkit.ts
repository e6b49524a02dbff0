/** The first feature of a Dockerfile that needs BuildKit, for a message; `undefined` if the classic builder can build it. */
export function needsBuildKit(dockerfile: string): string | undefined {
  const found = features.find(([pattern]) => pattern.test(dockerfile));
  return found?.[1];
}

/** See https://docs.docker.com/reference/dockerfile/. */
const features: readonly (readonly [RegExp, string])[] = [
  [/^\s*RUN\s+(--\S+\s+)*--mount=/im, '`RUN --mount`'],
  [/^\s*RUN\s+(--\S+\s+)*--(network|security)=/im, '`RUN --network` or `RUN --security`'],
  [/^\s*(RUN|COPY|ADD)\s.*<<-?["']?\w+/im, 'a here-document'],
  [
    /^\s*(COPY|ADD)\s+(--\S+\s+)*--(link|chmod|parents|exclude)\b/im,
    '`--link`, `--chmod`, `--parents` or `--exclude`',
  ],
];
