import CLibEdit
import RivyaSyntax

extension EditorCore {
    /// ^R: shows the statements that hold what is typed. Return carries the found one out, ^G and ^C give up, and every
    /// other key that does something takes the statement for editing and then does it.
    func search(_ step: Int, from line: EditedLine) -> UInt8 {
        var search = HistorySearch(entries: walk.entries, step: step)
        func draw() {
            redraw {
                searchPrompt = prompt(for: search)
                replaceLine(by: search.text ?? line.text, cursor: search.text == nil ? nil : search.offset)
            }
        }
        draw()
        while true {
            let key = nextInput()
            switch key {
            case .character("\u{12}")?: repeatSearch(&search, -1)
            case .character("\u{13}")?: repeatSearch(&search, 1)
            case .character("\u{7F}")?, .character("\u{08}")?: search.shorten()
            case .character("\u{07}")?:
                endSearch(nil, of: line)
                return EditorCommand.failed
            case .character(let scalar)? where scalar.value >= 0x20: search.extend(String(scalar))
            case .paste(let text)? where text.singleLine != nil: search.extend(text.singleLine ?? "")
            default:
                endSearch(search, of: line)
                return leaveSearch(by: key)
            }
            draw()
        }
    }

    /// The next statement that holds what was searched last.
    func searchAgain(_ step: Int, from line: EditedLine) -> UInt8 {
        guard !lastPattern.isEmpty else { return EditorCommand.failed }
        var search = HistorySearch(entries: walk.entries, step: step, pattern: lastPattern, from: walk.place)
        search.goOn(step)
        guard let found = search.found, !search.hasFailed else { return EditorCommand.failed }
        walk.jump(to: found, from: line.text)
        replaceLine(by: walk.entries[found], cursor: search.offset)
        return EditorCommand.changed
    }

    /// With nothing typed yet, the last search is done again.
    private func repeatSearch(_ search: inout HistorySearch, _ step: Int) {
        if search.pattern.isEmpty { search.extend(lastPattern) } else { search.goOn(step) }
    }

    private func prompt(for search: HistorySearch) -> StyledText {
        // A prompt that fills the window leaves no room for what was found.
        var shown = search.pattern[...]
        let room = max(4, (output.columns(of: .output) ?? 80) / 3)
        while shown.columns > room { shown.removeFirst() }
        return StyledText(search.hasFailed ? "not found " : "search ", search.hasFailed ? .yellow : .dim)
            + StyledText(String(shown), .bold) + ": "
    }

    private func endSearch(_ search: HistorySearch?, of line: EditedLine) {
        redraw {
            searchPrompt = nil
            guard let search, let found = search.found else {
                replaceLine(by: line.text, cursor: line.beforeCursor.unicodeScalars.count)
                return
            }
            walk.jump(to: found, from: line.text)
        }
        if let search, !search.pattern.isEmpty { lastPattern = search.pattern }
    }

    /// Does what the key does that has ended a search.
    private func leaveSearch(by key: KeyInput.Key?) -> UInt8 {
        switch key {
        case .endOfFile?, nil: return EditorCommand.ended
        case .character("\u{1B}")?: break
        case .character(let scalar)?: press(String(scalar))
        case .meta(let scalar)?: press("\u{1B}" + String(scalar))
        case .key(let key)?: press([EditorAction(key)])
        case .sequence(let scalars)?: press(String(String.UnicodeScalarView(scalars)))
        case .paste(let text)?:
            paste = text
            press([.paste])
        case .wake?: break
        }
        return EditorCommand.done
    }
}
