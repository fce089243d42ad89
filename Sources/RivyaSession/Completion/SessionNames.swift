/// What a session knows besides the language: its variables, functions and jobs, and the lines of a statement that is
/// not complete yet.
package struct SessionNames: Sendable {
    package struct Variable: Sendable {
        /// Without the `$`.
        package var name: String
        /// In a few words: `list of 3 text`, `job 4, running`.
        package var type: String
        /// What it holds, where that is text: it may be a model's id.
        package var text: String?
        package var isJob: Bool
        /// What may stand behind a `.`: the fields of a record or a job.
        package var fields: [Variable]
        /// Those of the items, for a list.
        package var itemFields: [Variable]

        package init(
            _ name: String, type: String, text: String? = nil, isJob: Bool = false, fields: [Variable] = [],
            itemFields: [Variable] = []
        ) {
            self.name = name
            self.type = type
            self.text = text
            self.isJob = isJob
            self.fields = fields
            self.itemFields = itemFields
        }
    }

    package struct Function: Sendable {
        package var name: String
        /// As it is called: `portrait(who, mood=calm)`.
        package var signature: String

        package init(_ name: String, signature: String) {
            self.name = name
            self.signature = signature
        }
    }

    package struct Job: Sendable {
        /// From 1.
        package var number: Int
        /// In a few words: `kling-2-6, running`.
        package var summary: String

        package init(_ number: Int, summary: String) {
            self.number = number
            self.summary = summary
        }
    }

    package var variables: [Variable]
    package var functions: [Function]
    package var jobs: [Job]
    /// The statement's lines before the one being edited, each with its newline.
    package var earlierLines: String

    package init(
        variables: [Variable] = [], functions: [Function] = [], jobs: [Job] = [], earlierLines: String = ""
    ) {
        self.variables = variables
        self.functions = functions
        self.jobs = jobs
        self.earlierLines = earlierLines
    }
}
