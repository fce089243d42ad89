import RivyaCatalog
import RivyaLanguage
import RivyaRuns
import RivyaSyntax

extension JobSpecification {
    /// A request of a script as a run carries it out.
    init(_ request: JobRequest) {
        self.init(
            index: request.index,
            request: request.request,
            name: request.name,
            axes: request.axes.map { Axis($0.name, $0.value.scalarJSON) },
            tags: request.tags,
            output: request.output ?? .standard,
            take: request.take,
            after: request.dependsOn,
            timeout: request.timeout,
            origin: .init(file: request.file.name, line: request.line, statement: request.file.text(request.range)))
    }
}

extension SweepSurvey {
    /// Adds the next request of a plan.
    mutating func add(_ request: JobRequest) {
        add(
            axes: request.axes.map { Axis($0.name, $0.value.scalarJSON) }, file: request.file.name,
            offset: request.range.lower, dependencies: request.dependsOn)
    }
}

extension Value {
    /// A scalar as JSON; an axis is never anything else.
    var scalarJSON: JSONValue {
        switch self {
        case .bool(let value): .bool(value)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        default: .null
        }
    }
}
