extension Statement {
    /// From its first token to its last.
    package var range: SourceRange {
        switch self {
        case .letBinding(let statement): statement.range
        case .assignment(let statement): statement.range
        case .param(let statement): statement.range
        case .gen(let statement): statement.range
        case .forLoop(let statement): statement.range
        case .ifElse(let statement): statement.range
        case .function(let statement): statement.range
        case .breakLoop(let range), .continueLoop(let range): range
        case .returnValue(let statement): statement.range
        case .call(let statement): statement.range
        case .print(let statement): statement.range
        case .wait(let statement): statement.range
        case .defaults(let statement): statement.range
        case .set(let statement): statement.range
        case .importFile(let statement): statement.range
        case .assert(let statement): statement.range
        case .fail(let statement): statement.range
        case .expression(let expression): expression.range
        }
    }
}
