/// A command of the session for completion: its name, what it takes, and a line about it.
package struct MetaCommandName: Sendable {
    /// What may stand behind the name.
    package enum Argument: Sendable {
        case nothing
        /// A topic of `rivya doc`, or a command of the session.
        case topic
        case model
        /// The number of a job of the session.
        case job
        case statement
        /// A file, or a folder on the way to one; of the files those with this extension, where there are any. The
        /// path is the rest of the line, as it is.
        case file(extension: String? = nil)
        /// `NAME VALUE`.
        case setting
        /// One of a few words, each with a line about it.
        case choice([(word: String, summary: String)])
        /// Text that nobody else knows.
        case text
    }

    /// Without the colon.
    package var name: String
    package var argument: Argument
    package var summary: String

    package init(_ name: String, _ summary: String, _ argument: Argument = .nothing) {
        self.name = name
        self.argument = argument
        self.summary = summary
    }
}
