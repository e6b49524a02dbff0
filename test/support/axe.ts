import axe, {type AxeResults, type Result} from 'axe-core';
import type {Page} from 'playwright-core';

/** The accessibility rules that a page violates, with the elements. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  return (await violationsOf(page)).flatMap(problemsOf);
}

/** Only violations that make the page unusable for some users. */
export async function seriousAxeProblems(page: Page): Promise<readonly string[]> {
  const violations = await violationsOf(page);
  return violations.filter(({impact}) => impact === 'serious' || impact === 'critical').flatMap(problemsOf);
}

async function violationsOf(page: Page): Promise<readonly Result[]> {
  // Injects axe once per document, because it has half a megabyte.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source);
  const {violations} = await page.evaluate<AxeResults>(`axe.run({resultTypes: ['violations']})`);
  return violations;
}

function problemsOf({id, nodes}: Result): readonly string[] {
  return nodes.map(({html, failureSummary}) => `${id}: ${html} ${failureSummary ?? ''}`);
}
