import RivyaSyntax

extension String {
    /// The number of terminal columns, as the diagnostics count them.
    var columns: Int { DisplayWidth.columns(of: self) }
}

extension Substring {
    /// The number of terminal columns, as the diagnostics count them.
    var columns: Int { DisplayWidth.columns(of: self) }
}

extension StringProtocol where SubSequence == Substring {
    /// The longest beginning, in whole characters, that fits into `columns`.
    func prefix(columns: Int) -> SubSequence {
        var remaining = columns
        var end = startIndex
        while end < endIndex {
            let next = index(after: end)
            remaining -= self[end..<next].columns
            if remaining < 0 { break }
            end = next
        }
        return self[..<end]
    }
}
