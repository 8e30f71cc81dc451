// `forewatt completion`: a script for bash or zsh that completes commands, options and what they name. What there is to
// complete is asked of forewatt itself, word by word (`--complete`, see src/cli/complete.ts).
import type { Command } from "../command.ts";
import { oneOf } from "../options.ts";
import { print } from "../output.ts";

const shells = ["bash", "zsh"] as const;

const scripts: Record<(typeof shells)[number], string> = {
  bash: `# forewatt completion for bash: eval "$(forewatt completion bash)"
_forewatt() {
  local line=\${COMP_LINE:0:COMP_POINT} words
  read -ra words <<< "$line"
  [[ $line == *[[:blank:]] ]] && words+=("")
  local last=\${words[\${#words[@]}-1]} IFS=$'\\n'
  COMPREPLY=($(forewatt --complete "\${words[@]:1}" 2>/dev/null))
  # Where bash takes a word apart at =, it completes what follows.
  [[ $COMP_WORDBREAKS == *=* ]] && COMPREPLY=("\${COMPREPLY[@]#"\${last%"\${last##*=}"}"}")
}
complete -o bashdefault -o default -F _forewatt forewatt
`,
  zsh: `#compdef forewatt
# forewatt completion for zsh: eval "$(forewatt completion zsh)", or this file as _forewatt in a folder of $fpath
_forewatt() {
  local -a found
  found=("\${(@f)$(forewatt --complete "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- $found; else _files; fi
}
if [[ "\${funcstack[1]}" == _forewatt ]]; then
  _forewatt
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _forewatt forewatt
fi
`,
};

export const command: Command<{ shell: (typeof shells)[number] }> = {
  options: (yargs) =>
    yargs
      .example("$0 completion bash >> ~/.bashrc", "for every shell from now on")
      .example("$0 completion zsh >> ~/.zshrc", "the same for zsh")
      .positional("shell", {
        describe: shells.join(" or "),
        type: "string",
        default: "bash",
        coerce: oneOf("shell", shells),
      }),

  run({ shell }) {
    print(scripts[shell]);
    return 0;
  },
};
