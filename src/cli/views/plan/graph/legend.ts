import stringWidth from 'string-width';
import {kindShape} from '../../../../drawing/kind-shape.ts';
import {arrowOf, CONDITIONS, conditionTexts, lineStyle, ORIGINS, originTexts} from './line-style.ts';
import {escaped} from './markup.ts';
import type {Picture} from './picture.ts';

/** A legend of the symbols that occur in a picture. */
export interface Legend {
  readonly markup: string;
  readonly height: number;
}

interface Entry {
  readonly symbol: string;
  readonly text: string;
}

/** @param chain the description of the marked chain, if any */
export function legendOf(picture: Picture, chain: string | undefined, width: number): Legend {
  const entries = [...kindEntries(picture), ...decisionEntries(picture), ...lineEntries(picture)];
  if (chain !== undefined) entries.push({symbol: CHAIN, text: chain});
  const placed: string[] = [];
  let [x, row] = [0, 0];
  for (const {symbol, text} of entries) {
    const room = SYMBOL.width + 8 + stringWidth(text) * TEXT_COLUMN + 22;
    if (x > 0 && x + room > width) [x, row] = [0, row + 1];
    placed.push(
      `<g transform="translate(${Math.round(x)} ${row * ROW + 1})">${symbol}<text class="legend" x="${SYMBOL.width + 8}" y="14">${escaped(text)}</text></g>`,
    );
    x += room;
  }
  return {markup: placed.join('\n'), height: entries.length === 0 ? 0 : (row + 1) * ROW};
}

const SYMBOL = {width: 34, height: 20};
const ROW = 28;
const CHAIN = '<g class="edge chain"><path class="line" d="M0 10H34"/></g>';
const TEXT_COLUMN = 6.4;

function kindEntries({boxes}: Picture): Entry[] {
  const kinds = new Set(boxes.map(({task}) => task.kind));
  return [...kinds].map(kind => ({symbol: shapeSymbol(kind, 'run'), text: kind}));
}

function decisionEntries({boxes}: Picture): Entry[] {
  const decisions = new Set(boxes.map(({task}) => task.decision));
  return (['skipped', 'undecided'] as const)
    .filter(decision => decisions.has(decision))
    .map(decision => ({
      symbol: shapeSymbol('run', decision),
      text: decision === 'skipped' ? 'skipped' : 'may be skipped',
    }));
}

function shapeSymbol(kind: string, decision: string): string {
  const {outline, inside} = kindShape(kind, SYMBOL);
  const lines = inside === undefined ? '' : `<path class="inside" d="${inside}"/>`;
  return `<g class="task ${decision}"><path class="shape" d="${outline}"/>${lines}</g>`;
}

function lineEntries({lines}: Picture): Entry[] {
  const styles = lines.map(({needs}) => lineStyle(needs));
  const conditions = CONDITIONS.filter(condition => styles.some(style => style.condition === condition));
  const arrow = (origin: (typeof ORIGINS)[number], condition: (typeof CONDITIONS)[number]): string =>
    `<g class="edge ${origin}"><path class="line" d="M0 10H24" marker-end="url(#${arrowOf({origin, condition})})"/></g>`;
  return [
    ...ORIGINS.filter(origin => styles.some(style => style.origin === origin)).map(origin => ({
      symbol: arrow(origin, 'ready'),
      text: originTexts[origin],
    })),
    // Conditions are explained only if there are others than `ready`, the default.
    ...(conditions.some(condition => condition !== 'ready') ? conditions : []).map(condition => ({
      symbol: arrow('needs', condition),
      text: conditionTexts[condition],
    })),
  ];
}
