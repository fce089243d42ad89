import RivyaLanguage
import RivyaSyntax
import Synchronization

/// What completion may know of a session, while its line is edited on another thread.
final class SessionVocabulary: Sendable {
    private struct State {
        var variables: [(name: String, value: Value)] = []
        var functions: [SessionNames.Function] = []
        var earlierLines = ""
    }

    let jobs: SessionJobs
    private let state = Mutex(State())

    init(jobs: SessionJobs) {
        self.jobs = jobs
    }

    /// Notes what a statement has left.
    func update(variables: [(name: String, value: Value)], functions: [Statement.Function]) {
        let functions = functions.map { SessionNames.Function($0.name.name, signature: $0.signature) }
        state.withLock { state in
            state.variables = variables
            state.functions = functions
        }
    }

    /// The lines of the statement before the one that is edited.
    func goOn(after lines: String) {
        state.withLock { $0.earlierLines = lines }
    }

    var names: SessionNames {
        let state = state.withLock { $0 }
        let entries = jobs.all
        let all = SessionNames.Variable(
            "jobs", type: "all jobs of this session", isJob: true, itemFields: SessionNames.Variable.jobFields)
        return SessionNames(
            variables: state.variables.map { variable in
                SessionNames.Variable(variable.name, variable.value) { self.jobs[$0]?.stateText }
            } + [all],
            functions: state.functions,
            jobs: entries.map {
                SessionNames.Job($0.request.index, summary: "\(JobCard.title(of: $0.request)), \($0.stateText)")
            },
            earlierLines: state.earlierLines)
    }
}

extension Statement.Function {
    /// As it is called: `portrait(who, mood=calm)`.
    fileprivate var signature: String {
        let parameters = parameters.map { $0.defaultValue == nil ? $0.name.name : "\($0.name.name)=..." }
        return "\(name.name)(\(parameters.joined(separator: ", ")))"
    }
}

extension MetaCommandName {
    /// A command of the session as completion takes it.
    init(_ command: MetaCommand) {
        let argument: Argument =
            switch command.argument {
            case .nothing, .filter, .credits, .count: command.placeholder.isEmpty ? .nothing : .text
            case .topic: .topic
            case .model: .model
            case .job, .rating: .job
            case .condition: .text
            case .statement: .statement
            case .script: .file(extension: "rivya")
            case .onOrOff:
                .choice([("on", "no key, no credits, playable files"), ("off", "the real service")])
            case .setting: .setting
            }
        self.init(command.name.rawValue, command.summary, argument)
    }
}
