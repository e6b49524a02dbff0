import {randomNumbers} from './random-graph.ts';

/** Documents that are mostly YAML, the same for the same seed. */
export interface RandomYaml {
  /** A document of its own. */
  document(): string;
  /** The text with a few changes, after which it may be no YAML any more. */
  changed(text: string): string;
}

export function randomYaml(seed: number): RandomYaml {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = (from: readonly string[]) => from[below(from.length)] ?? '';
  const some = (most: number, make: (at: number) => string) =>
    Array.from({length: 1 + below(most)}, (_, at) => make(at)).join('');
  return {
    document: () => {
      const text = map(3, 0);
      return below(4) === 0 ? text.slice(0, -1) : text;
    },
    changed: text =>
      Array.from({length: 1 + below(3)}).reduce<string>(before => {
        const at = below(before.length);
        return before.slice(0, at) + pick(PIECES) + before.slice(at + below(4) * below(2));
      }, text),
  };

  function map(depth: number, indent: number): string {
    const margin = ' '.repeat(indent);
    return some(3, at => {
      const key = pick(["a'", 'b"', 'c', 'x.y', '$v', '1', 'a-b']);
      const quote = /["']$/.exec(key)?.[0] ?? '';
      return `${between(margin)}${margin}${quote}${key.replace(quote, '')}${at}${quote}:${value(depth, indent)}`;
    });
  }

  function between(margin: string): string {
    if (below(6) > 0) return '';
    return pick(['\n', `${margin}# c\n`, `${' '.repeat(below(8))}# d\n`, `${' '.repeat(below(5))}\n`]);
  }

  function value(depth: number, indent: number): string {
    const deep = depth > 0 ? below(9) : below(5);
    if (deep < 4) return ` ${inline(depth)}${pick(['', '', '', ' ', '  # c', ' #c'])}\n`;
    if (deep === 4) return ` ${pick(['|', '|-', '|', '>'])}\n${script(' '.repeat(indent + 1 + below(4)))}`;
    if (deep < 7) return `${pick(['', ' ', ' # c'])}\n${map(depth - 1, indent + 1 + below(4))}`;
    const margin = ' '.repeat(indent + below(3));
    return `\n${some(3, () => `${between(margin)}${margin}-${' '.repeat(1 + below(2))}${item(depth, margin)}`)}`;
  }

  function item(depth: number, margin: string): string {
    if (below(2) === 0) return `${inline(1)}${pick(['', '', ' # f'])}\n`;
    return map(depth - 1, margin.length + 2).trimStart();
  }

  function script(margin: string): string {
    return some(
      3,
      () => `${margin}${pick(['echo a', '  x: y', '# no', '- a', 'a   '])}\n${pick(['', '', '\n'])}`,
    );
  }

  function inline(depth: number): string {
    if (depth <= 0 || below(4) > 0) return pick(SCALARS);
    const isMap = below(2) === 0;
    const items = some(3, at => {
      const key = isMap ? pick([`k${at}: `, `"k${at}":`, `'k k${at}':  `, `${at}: `]) : '';
      return `${at > 0 ? ',' : ''}${blank()}${key}${inline(depth - 1)}${blank()}`;
    });
    const end = pick(['', '', ',']);
    return isMap ? `{${items}${end}}` : `[${items}${end}]`;
  }

  function blank(): string {
    return pick(['', '', '', ' ', '\n      ', '\n', '\n  ', '\n        ']);
  }
}

const SCALARS = [
  ...[
    'a',
    'a b',
    'a, b',
    'a]',
    '(x)',
    'a:b',
    'x#y',
    'a  b',
    '=x',
    '$x',
    'a\\b',
    'a &b',
    "a'b",
    'a"b',
    'é',
    '…',
  ],
  ...[
    'true',
    'null',
    '~',
    'NULL',
    'True',
    '1',
    '-1',
    '+3',
    '1.50',
    '.5',
    '5.',
    '-.5',
    '0012',
    '0o7',
    '1e3',
    '0x1f',
  ],
  ...[
    '.nan',
    '10s',
    '1_000',
    '2026-01-01',
    '12:30',
    '.',
    '..',
    '--x',
    '-x',
    '-',
    '- ',
    '?x',
    '*',
    '!t',
    '{}',
    '[]',
  ],
  ...['"q s"', '"a\\n\\"b"', '"\\u0041"', "'it''s'", "''", '""', './a/b', '/x/y', 'http://x:80/y'],
];

const PIECES = [
  ...[
    '\n',
    '  ',
    '    ',
    ' ',
    '#',
    '# x',
    '\n  # c\n',
    '- ',
    '-',
    ': ',
    ':',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '|',
  ],
  ...[
    '|-',
    '\n\n',
    '\n ',
    'a',
    'a: b',
    'true',
    '1',
    '- a: b',
    '\\',
    '&a',
    '*a',
    '<<',
    '~',
    '😀',
    '---',
    '%',
    '?',
  ],
  ...['!t', '>', '\t', '\r\n', "''", '  \n', '\u2028', '\ufeff', '\0'],
];
