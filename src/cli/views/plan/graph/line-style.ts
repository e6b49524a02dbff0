import type {PlanNeed} from '../../../../schema/plan.ts';

/** The origins of needs with their text in the legend. If a need has several, the first one here is drawn. */
export const originTexts = {
  needs: 'listed in needs',
  key: 'named by a key',
  reference: 'reads an output',
} as const satisfies Record<PlanNeed['origin'], string>;

/** The states that a need waits for, the last of them first. */
export const conditionTexts = {
  ended: 'once it has ended',
  ready: 'once it is ready',
  started: 'once it has started',
} as const satisfies Record<PlanNeed['condition'], string>;

export interface LineStyle {
  readonly origin: PlanNeed['origin'];
  readonly condition: PlanNeed['condition'];
}

/** The style of a line: that of the most explicit origin, and of the latest state that is waited for. */
export function lineStyle(needs: readonly PlanNeed[]): LineStyle {
  return {
    origin: ORIGINS.find(origin => needs.some(need => need.origin === origin)) ?? 'needs',
    condition: CONDITIONS.find(condition => needs.some(need => need.condition === condition)) ?? 'ready',
  };
}

export const ORIGINS = ['needs', 'key', 'reference'] as const;
export const CONDITIONS = ['ended', 'ready', 'started'] as const;

/** The name of the arrowhead of a style. */
export function arrowOf({origin, condition}: LineStyle): string {
  return `arrow-${origin}-${condition}`;
}
