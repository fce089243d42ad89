import ArgumentParser

/// The completion script for bash, with what swift-argument-parser's own leaves out: the default subcommand has a script
/// and options too, and `help` takes the name of a command.
enum BashCompletion {
    /// Whether the command line asks for it.
    static func isWanted(_ arguments: [String]) -> Bool {
        let flag = "--generate-completion-script"
        return arguments == [flag, "bash"] || arguments == ["\(flag)=bash"]
    }

    static var script: String {
        let generated = Rivya.completionScript(for: .bash)
        let commands = Rivya.configuration.subcommands.filter { $0.configuration.shouldDisplay }
            .map { $0._commandName }.joined(separator: " ")
        return generated.replacing("\n_rivya() {\n", with: "\n_rivya_command() {\n") + """

            # With a command, what it takes; without one, the commands, scripts, and what a session takes.
            _rivya() {
                local -r commands='\(commands)'
                COMPREPLY=()
                if [[ "${COMP_WORDS[1]}" = help ]] && ((COMP_CWORD == 2)); then
                    COMPREPLY=($(compgen -W "${commands}" -- "${2}"))
                    return
                fi
                if ((COMP_CWORD > 1)) && [[ " ${commands} help " = *" ${COMP_WORDS[1]} "* ]]; then
                    _rivya_command "${@}"
                    return
                fi
                ((COMP_CWORD == 1)) && _rivya_command "${@}"
                local -a found=("${COMPREPLY[@]}")
                local -a given=("${COMP_WORDS[@]}")
                local -a COMP_WORDS=("${given[0]}" repl "${given[@]:1}")
                local -i COMP_CWORD=$((COMP_CWORD + 1))
                COMPREPLY=()
                _rivya_command "${@}"
                COMPREPLY=("${found[@]}" "${COMPREPLY[@]}")
            }

            """
    }
}
