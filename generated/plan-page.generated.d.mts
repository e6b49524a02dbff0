/** What scripts/compile-plan-page.ts writes: the script of `bottle plan --format html`. */
declare const script: string;
export default script;
