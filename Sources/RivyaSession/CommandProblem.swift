/// Something on the command line does not fit: what it names is not there, or cannot be written.
struct CommandProblem: Error {
    var message: String
    var help: String?
}
