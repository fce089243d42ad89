import RivyaSyntax

extension Topic {
    /// An entry for every keyword; the compiler sees to it that none is left out.
    static let statements: [Topic] = Keyword.allCases.compactMap(entry)

    private static func entry(_ keyword: Keyword) -> Topic? {
        let name = keyword.rawValue
        switch keyword {
        case .gen: return generation
        case .let:
            return Topic(
                name, .statements, aliases: ["assign", "variables", "$"], "declares a variable",
                [
                    .code("let NAME = VALUE\n$NAME = VALUE"),
                    .text(
                        "`let` declares a variable in the block that holds it, and is an error for a name that the block has "
                            + "already; an inner block may declare the name anew. The second form assigns a variable that exists."
                    ),
                    .example("let count = 1\nfor style in [noir, pop] {\n  $count = $count + 1\n}\nprint $count"),
                ])
        case .for:
            return Topic(
                name, .statements, aliases: ["in", "axes", "loops", "sweep"],
                "repeats a block for each item; the sweep",
                [
                    .code("for NAME in LIST [, NAME in LIST]... { ... }\nfor (NAME, NAME) in LIST { ... }"),
                    .text(
                        "Several clauses are nested loops, the last varies fastest. Names in parentheses take lists apart. Every "
                            + "job that the block makes remembers the loop variables as its axes: the results are laid out by them."
                    ),
                    .example(
                        "for subject in [fox, owl], ratio in [16:9, 9:16] {\n"
                            + "  gen kling-2-6 \"a $subject in the snow\" aspect_ratio=$ratio\n}"),
                ])
        case .if:
            return Topic(
                name, .statements, aliases: ["else", "then"], "carries out a block where a condition holds",
                [
                    .code(
                        "if CONDITION { ... } else if CONDITION { ... } else { ... }\nif CONDITION then VALUE else VALUE"
                    ),
                    .text(
                        "A condition is `true` or `false`, nothing else. The second form is a value; it has both branches."
                    ),
                    .example(
                        "let seconds = 10\nif $seconds > 5 { print long } else { print short }\n"
                            + "let label = if $seconds > 5 then long else short"),
                ])
        // It is explained with `if`.
        case .else: return nil
        case .def:
            return Topic(
                name, .statements, "declares a function",
                [
                    .code("def NAME(PARAMETER, PARAMETER=DEFAULT) { ... }"),
                    .text(
                        "Stands at the top level, and may be called above its place. A function sees its parameters, the top-level "
                            + "names of its file and other functions; it may call `gen`. It does not call itself."),
                    .example(
                        "def prompt(subject, style=noir) { return \"a $subject, $style\" }\n\nprint prompt(fox, style=pop)"
                    ),
                ])
        case .return:
            return Topic(
                name, .statements, "ends a function with a value",
                [.code("return [VALUE]"), .text("A function that ends without it has the value `null`.")])
        case .break:
            return Topic(
                name, .statements, "ends the nearest loop",
                [.code("break"), .text("Of a `for` with several clauses it ends the last one.")])
        case .continue:
            return Topic(
                name, .statements, "goes on with the next item of the nearest loop",
                [.code("continue"), .text("Of a `for` with several clauses it concerns the last one.")])
        case .print:
            return Topic(
                name, .statements, "shows a line of text",
                [
                    .code("print ITEM..."),
                    .text("Items are separated by one space. An expression with operators stands in parentheses."),
                    .example("let takes = 3\nprint \"credits:\" ($takes * credits(kling-2-6))"),
                ])
        case .wait:
            return Topic(
                name, .statements, "waits until jobs are finished",
                [
                    .code("wait [JOBS]..."),
                    .text(
                        "Without jobs it waits for all so far. Reading a result such as `$job.url` waits by itself, and a job in "
                            + "`ref=` is a dependency that needs no waiting."),
                    .example("let first = gen z-image \"a fox\"\nwait $first"),
                ])
        case .import:
            return Topic(
                name, .statements, "makes the names of another file available",
                [
                    .code("import \"PATH\""),
                    .text(
                        "The file is carried out once, wherever it is imported. The path is relative to the file with the `import`. "
                            + "A name that both files declare is an error."),
                ])
        case .param:
            return Topic(
                name, .statements, aliases: ["--param"], "declares a parameter of the script, with its default",
                [
                    .code("param NAME = DEFAULT"),
                    .text("`--param NAME=VALUE` gives it another value, which is read as a word of a script would be."),
                    .example("param style = noir\ngen z-image \"a fox, $style\""),
                ])
        case .set:
            return Topic(
                name, .statements, "changes a setting of the run",
                [
                    .code("set NAME VALUE"),
                    .text(
                        "Stands at the top level. A flag of the command line wins. `rivya doc settings` lists the settings."
                    ),
                    .example("set budget 500\nset concurrency 4"),
                ])
        case .defaults:
            return Topic(
                name, .statements, "gives defaults to the parameters of a model",
                [
                    .code("defaults MODEL KEY=VALUE..."),
                    .text(
                        "Hold from here on in this scope, `*` for every model that has the parameter. A later line wins, a line "
                            + "for one model wins over `*`, and what a `gen` says wins over both."),
                    .example("defaults kling-2-6 duration=10\ngen kling-2-6 \"a fox\""),
                ])
        case .assert:
            return Topic(
                name, .statements, "ends the script where a condition does not hold",
                [
                    .code("assert CONDITION [MESSAGE]"),
                    .example("let styles = [noir, pop]\nassert (len($styles) > 0) \"no styles\""),
                ])
        case .fail:
            return Topic(
                name, .statements, "ends the script with a message",
                [.code("fail MESSAGE"), .text("The run ends with 2, and nothing of the plan is sent.")])
        }
    }

    private static let generation = Topic(
        "gen", .statements, aliases: ["jobs", "ref", "references", "--ref"], "makes a request; its value is the job",
        [
            .code("gen MODEL [PROMPT] [KEY=VALUE]... [ref=MEDIA] [...$RECORD] [--OPTION VALUE]..."),
            .text(
                "Asks a model for an image, a video or audio. It does not wait: jobs run at the same time, and the script waits only "
                    + "where it reads a result. `rivya models` lists the models, `rivya model ID` the parameters of one."
            ),
            .text(
                "Values are checked against the catalog before anything is sent. `null` counts as not given; parameters left out take "
                    + "the model's default. A record can be spread into parameters; what comes later wins."),
            .text(
                "`ref=` gives reference media: a path relative to the script, a URL, another job, or a list of those. With a job this "
                    + "one starts when that one has succeeded, and works on its result."),
            .text(
                "A job has `name model prompt params axes index` at once, and `id status url urls path credits error seconds` when it "
                    + "has finished."),
            .text(
                "Options: "
                    + GenOption.allCases.map { "`\($0.flag) \($0.valueName)`" }.joined(separator: ", ")
                    + ". `rivya doc options` explains them."),
            .example(
                "let still = gen z-image \"a fox in the snow\" aspect_ratio=16:9\n"
                    + "gen kling-2-6 \"the fox wakes up\" duration=10 ref=$still --name wake --repeat 2"),
        ])
}
