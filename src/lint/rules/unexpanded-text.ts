import {hasExpression} from '../../values/template.ts';
import {commandsOf} from '../commands-of.ts';
import type {LintRule} from '../rule.ts';

/** A list runs without a shell, so shell syntax in it is not expanded. */
export const unexpandedText: LintRule = {
  name: 'unexpanded-text',
  about:
    'a `$VARIABLE`, a `~/path` or a `{{ reference }}` without `$` in a command given as a list, which does not expand it',
  bad: `
tasks:
  web: {run: [node, server.js, --port, $PORT]}
`,
  good: `
tasks:
  web: {run: "node server.js --port $PORT"}
`,
  find({launch, parsed}) {
    return commandsOf(launch).flatMap(({command, path}) => {
      // Inside a container, the image's entrypoint may be a shell that expands it.
      if (typeof command === 'string' || path[2] === 'container' || command.includes('-c')) return [];
      return command.flatMap((word, at) => {
        const next = hasExpression(word) ? undefined : adviceFor(word);
        if (next === undefined) return [];
        return [
          {
            message: `\`${word}\` is passed unchanged, because a list runs without a shell; ${next}`,
            place: parsed.place([...path, at], 'value'),
          },
        ];
      });
    });
  },
};

function adviceFor(word: string): string | undefined {
  const reference = /(?<!\$)\{\{\s*([\w.-]+)\s*\}\}/.exec(word)?.[1];
  if (reference !== undefined) return `write \`\${{ ${reference} }}\``;
  if (word.startsWith('~/')) return 'write the command as a string, or the whole path';
  const variable = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(word);
  const name = variable?.[1] ?? variable?.[2];
  return name === undefined ? undefined : `write the command as a string, or \`\${{ env.${name} }}\``;
}
