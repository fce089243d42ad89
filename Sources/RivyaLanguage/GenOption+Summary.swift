import RivyaCatalog

extension GenOption {
    /// As it is written: `--repeat`.
    package var flag: String { "--\(rawValue)" }

    /// What stands behind it, in capitals.
    package var valueName: String {
        switch self {
        case .name: "TEXT"
        case .repetition: "N"
        case .save: "TEMPLATE"
        case .after: "JOBS"
        case .timeout: "DURATION"
        case .tag: "WORD"
        }
    }

    package var summary: String {
        switch self {
        case .name: "a label for the job, shown in tables and used by `{name}` in templates"
        case .repetition: "several takes of the same request"
        case .save: "where the result goes, as a template below the working directory"
        case .after: "jobs that must have succeeded before this one starts"
        case .timeout: "longest wait for this job, instead of the setting `timeout`"
        case .tag: "a word to find the job by; can be given several times"
        }
    }

    var details: [String] {
        switch self {
        case .repetition: ["The value of the `gen` is then a list of jobs, also for `1`, and each has the axis `take`."]
        case .save: [OutputTemplate.fieldsSentence]
        case .after: ["A job, or a list of jobs. A job in `ref=` is waited for anyway."]
        case .timeout: ["A number directly followed by `ms`, `s`, `m` or `h`, such as `90s`."]
        case .name, .tag: []
        }
    }
}
