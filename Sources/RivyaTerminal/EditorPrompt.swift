/// Writes a prompt in the form that libedit needs to know its width.
enum EditorPrompt {
    /// Stands before and after codes that take no columns.
    static let literal = "\u{01}"

    /// libedit drops a code that no visible character follows, so codes that meet are one, and a prompt that ends in
    /// a style gets a space behind it.
    static func marked(_ prompt: StyledText, color: Bool) -> String {
        guard color else { return prompt.plain }
        var result = ""
        var isStyled = false
        for span in prompt.spans {
            let code = (isStyled ? TextStyle.closing : "") + span.style.opening
            if !code.isEmpty { result += literal + code + literal }
            result += span.text
            isStyled = !span.style.isEmpty
        }
        if isStyled { result += literal + TextStyle.closing + literal + " " }
        return result
    }

    /// What is seen of it, for counting columns.
    static func visible(_ prompt: StyledText, color: Bool) -> String {
        let endsStyled = prompt.spans.last.map { !$0.style.isEmpty } ?? false
        return prompt.plain + (color && endsStyled ? " " : "")
    }
}
