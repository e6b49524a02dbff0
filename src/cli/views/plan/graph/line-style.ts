import type {PlanNeed} from '../../../../schema/plan.ts';

/** Text in the legend for each origin of a need. A need with several origins is drawn as the first of them. */
export const originTexts = {
  needs: 'listed in needs',
  key: 'named by a key',
  reference: 'reads an output',
} as const satisfies Record<PlanNeed['origin'], string>;

/** Text in the legend for each condition of a need, the latest condition first. */
export const conditionTexts = {
  ended: 'once it has ended',
  ready: 'once it is ready',
  started: 'once it has started',
} as const satisfies Record<PlanNeed['condition'], string>;

export interface LineStyle {
  readonly origin: PlanNeed['origin'];
  readonly condition: PlanNeed['condition'];
}

/** The style of a line, for the most explicit origin and the latest condition of its needs. */
export function lineStyle(needs: readonly PlanNeed[]): LineStyle {
  return {
    origin: ORIGINS.find(origin => needs.some(need => need.origin === origin)) ?? 'needs',
    condition: CONDITIONS.find(condition => needs.some(need => need.condition === condition)) ?? 'ready',
  };
}

export const ORIGINS = ['needs', 'key', 'reference'] as const;
export const CONDITIONS = ['ended', 'ready', 'started'] as const;

/** The name of the arrowhead for a style. */
export function arrowOf({origin, condition}: LineStyle): string {
  return `arrow-${origin}-${condition}`;
}
