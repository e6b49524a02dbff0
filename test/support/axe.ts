import axe, {type AxeResults, type Result} from 'axe-core';
import type {Page} from 'playwright-core';

/** The rules of accessibility that a page breaks, with the elements. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  return (await violationsOf(page)).flatMap(problemsOf);
}

/** Only those that keep people from using it. */
export async function seriousAxeProblems(page: Page): Promise<readonly string[]> {
  const violations = await violationsOf(page);
  return violations.filter(({impact}) => impact === 'serious' || impact === 'critical').flatMap(problemsOf);
}

async function violationsOf(page: Page): Promise<readonly Result[]> {
  // Half a megabyte, once for each document.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(axe.source);
  const {violations} = await page.evaluate<AxeResults>(`axe.run({resultTypes: ['violations']})`);
  return violations;
}

function problemsOf({id, nodes}: Result): readonly string[] {
  return nodes.map(({html, failureSummary}) => `${id}: ${html} ${failureSummary ?? ''}`);
}
