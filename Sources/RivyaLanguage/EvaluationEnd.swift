package import RivyaSyntax

/// Why the evaluation of a program ended before its end.
package enum EvaluationEnd: Error, Sendable {
    /// A statement failed: all that is wrong with it.
    case failed([Diagnostic])
    /// While planning: a decision needs what only finished jobs tell.
    case needs([Need])
    case interrupted
    case stopped

    /// A line that needs a job.
    package struct Need: Sendable, Hashable {
        package var line: Int
        package var job: Int
    }
}
