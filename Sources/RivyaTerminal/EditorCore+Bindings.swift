import CLibEdit

extension EditorCore {
    /// Adds the functions that keys can be bound to.
    func addCommands() {
        _ = rivya_el_add_command(editor, "rivya-complete", "complete the word at the cursor") { editor, _ in
            EditorCore.of(editor)?.complete() ?? EditorCommand.failed
        }
        _ = rivya_el_add_command(editor, "rivya-interrupt", "drop the line") { editor, _ in
            EditorCore.of(editor)?.interrupt() ?? EditorCommand.failed
        }
        _ = rivya_el_add_command(editor, "rivya-suspend", "suspend the program") { editor, _ in
            EditorCore.of(editor)?.suspend() ?? EditorCommand.failed
        }
        _ = rivya_el_add_command(editor, "rivya-act", "do what the key stands for") { editor, key in
            guard let core = EditorCore.of(editor), let code = UInt8(exactly: key),
                let action = EditorAction(rawValue: code)
            else { return EditorCommand.failed }
            return core.act(action)
        }
    }

    /// Binds the keys that must work, and the others that the user's settings leave alone.
    func bindKeys(besides user: UserBindings) {
        let isVi = rivya_el_editor(editor).map { String(cString: $0) } == "vi"
        input.parser.isEscapeKey = isVi
        input.parser.bound = user.sequences
        for action in EditorAction.allCases { bind(action.keyName, to: action.libeditFunction ?? "rivya-act") }
        for binding in EditorBinding.all where binding.mode != .emacs || !isVi {
            let sent = UserBindings.sent(binding.key)
            if binding.mode != .viCommand, !user.keys.contains(sent) {
                _ = rivya_el_bind_keys(editor, binding.key, binding.action.keyName)
            }
            if isVi, binding.mode != .insert, !user.commandKeys.contains(sent) {
                _ = rivya_el_bind_alternative_keys(editor, binding.key, binding.action.keyName)
            }
        }
        for (key, command) in [("^I", "rivya-complete"), ("^C", "rivya-interrupt"), ("^Z", "rivya-suspend")] {
            bind(key, to: command)
        }
    }

    private func bind(_ key: String, to command: String) {
        _ = rivya_el_bind(editor, key, command)
        _ = rivya_el_bind_alternative(editor, key, command)
    }
}
