/**
 * The images that a Dockerfile starts from or copies from, as written, without duplicates. Excludes `scratch`, the
 * Dockerfile's own stages, and names that contain an unknown build argument.
 *
 * @param args build arguments, which replace the defaults of `ARG`
 */
export function basesOf(text: string, args: Readonly<Record<string, string>> = {}): readonly string[] {
  const known = new Map<string, string>();
  const stages = new Set(['scratch']);
  const bases = new Set<string>();
  const use = (image: string | undefined): void => {
    const name = image === undefined ? undefined : expanded(image, known);
    if (name !== undefined && !stages.has(name.toLowerCase()) && !/^\d+$/.test(name)) bases.add(name);
  };
  for (const instruction of instructionsOf(text)) {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/s.exec(instruction) ?? [];
    switch (word.toUpperCase()) {
      case 'ARG': {
        const [, name = '', value] = /^(\w+)(?:=(.*))?$/s.exec(rest.trim()) ?? [];
        const given = args[name] ?? (value === undefined ? undefined : expanded(unquoted(value), known));
        if (stages.size === 1 && given !== undefined) known.set(name, given);
        break;
      }
      case 'FROM': {
        const [image, as, stage] = rest.split(/\s+/).filter(part => !part.startsWith('--'));
        use(image);
        if (as?.toUpperCase() === 'AS' && stage !== undefined) stages.add(stage.toLowerCase());
        break;
      }
      case 'COPY':
      case 'ADD':
      case 'RUN':
        for (const [, from] of rest.matchAll(/(?:^|\s)--(?:from=|mount=\S*?\bfrom=)([^\s,]+)/g)) use(from);
    }
  }
  return [...bases];
}

/** The instructions of a Dockerfile, with continued lines joined, and without comments and the bodies of here-documents. */
function instructionsOf(text: string): readonly string[] {
  const instructions: string[] = [];
  let current = '';
  let ends: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (ends.length > 0) {
      if (line.replace(/^\t+/, '') === ends[0]) ends.shift();
    } else if (!/^\s*(#|$)/.test(line)) {
      current += ` ${line.replace(/\\\s*$/, '').trim()}`;
      if (/\\\s*$/.test(line)) continue;
      ends = [...current.matchAll(/<<-?["']?(\w+)["']?/g)].map(([, end = '']) => end);
      instructions.push(current.trim());
      current = '';
    }
  }
  return instructions;
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, '$2');
}

/** `undefined` if a variable is unknown. */
function expanded(text: string, known: ReadonlyMap<string, string>): string | undefined {
  const variable = /\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})/g;
  const valueOf = ([, plain, braced, otherwise]: readonly (string | undefined)[]): string | undefined =>
    known.get(plain ?? braced ?? '') ?? otherwise;
  const values = [...text.matchAll(variable)].map(valueOf);
  if (values.includes(undefined)) return undefined;
  return text.replaceAll(variable, () => values.shift() ?? '');
}
