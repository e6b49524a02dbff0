import {MAX_TOKENS, tokensOf} from '../values/shell-quoting.ts';
import {warningDiagnostic, type Diagnostic} from '../vocabulary/diagnostic.ts';
import {commandsOf} from './commands-of.ts';
import type {LintContext} from './rule.ts';
import {scriptOf} from './script-of.ts';

/** Reports each script with more words than the rules read, since its commands are not checked. */
export function longScripts({launch, parsed}: LintContext): readonly Diagnostic[] {
  return commandsOf(launch).flatMap(command => {
    const source = scriptOf(command);
    if (source === undefined || !isUnread(source.script)) return [];
    const message = `this script has more than ${MAX_TOKENS.toLocaleString('en')} words, so its commands are not checked; move it to a file`;
    return [warningDiagnostic({rule: 'long-script', message, place: parsed.place(source.path, 'value')})];
  });
}

/** Whether a script has too many words. Each word has at least one character. */
function isUnread(script: string): boolean {
  return script.length > MAX_TOKENS && /^\s*[^#\s]/m.test(script) && tokensOf(script).length === 0;
}
