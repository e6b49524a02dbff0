/** Shells with a completion script. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

/** Each script asks the `bottle` on the command line for candidates, so the script never has to be regenerated. */
export const shellScripts: Readonly<Record<Shell, string>> = {
  // Bash splits words at `=`, so the words are taken from the whole line. Candidates must then omit the part up to the last `=`.
  bash: `_bottle() {
  local line=\${COMP_LINE:0:COMP_POINT} candidate
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  local current=\${words[\${#words[@]}-1]} before=
  [[ $current == *=* && $COMP_WORDBREAKS == *=* ]] && before=\${current%=*}=
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    COMPREPLY+=("\${candidate#"$before"}")
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[/=.] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _bottle bottle bottle-run
`,
  zsh: `#compdef bottle bottle-run
_bottle() {
  local line value
  local -a whole shown begun
  for line in "\${(@f)$("$words[1]" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    value=\${line%%$'\\t'*}
    if [[ -z $value ]]; then
      continue
    elif [[ $value == *[/=.] ]]; then
      begun+=("$value")
    else
      whole+=("$value")
      shown+=("\${line/$'\\t'/  -- }")
    fi
  done
  if (( $#whole )); then compadd -l -d shown -a -- whole; fi
  if (( $#begun )); then compadd -S '' -a -- begun; fi
}
if [[ \${funcstack[1]} == _bottle ]]; then _bottle "$@"; else compdef _bottle bottle bottle-run; fi
`,
  fish: `function __bottle_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    $words[1] __complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c bottle -c bottle-run -f -a '(__bottle_complete)'
`,
};
