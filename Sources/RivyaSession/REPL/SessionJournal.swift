import RivyaSyntax

/// The statements that a session has carried out, and the jobs that each has made.
struct SessionJournal: Sendable {
    struct Entry: Sendable {
        var file: SourceFile
        var statement: Statement
        /// It gave `$_` its value.
        var isShown: Bool
        /// The numbers of the jobs that it made.
        var jobs: [Int]
        /// It stays out of what is saved.
        var isDropped = false
        /// The input that it stands in, from 0.
        var input: Int

        var text: String { file.text(statement.range) }
    }

    private(set) var entries: [Entry] = []
    /// Inputs that failed or were interrupted after they had made jobs.
    private(set) var unfinished = 0

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ statement: Statement, in file: SourceFile, isShown: Bool, jobs: [Int]) {
        let isSameInput = entries.last.map { $0.file === file } ?? true
        let input = (entries.last?.input ?? 0) + (isSameInput ? 0 : 1)
        entries.append(Entry(file: file, statement: statement, isShown: isShown, jobs: jobs, input: input))
    }

    mutating func noteUnfinished() { unfinished += 1 }

    /// Takes the statement of a job out of what is saved, or in again; nil where no statement has it.
    mutating func toggleDrop(ofJob job: Int) -> Entry? {
        guard let place = entries.firstIndex(where: { $0.jobs.contains(job) }) else { return nil }
        entries[place].isDropped.toggle()
        return entries[place]
    }
}
