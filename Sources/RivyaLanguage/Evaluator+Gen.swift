import RivyaCatalog
import RivyaSyntax

extension Evaluator {
    /// One `gen` while its parts are gathered: every problem is kept, so that all of them are told together.
    struct Draft {
        /// A value for a parameter, with the place to complain at.
        struct Given {
            var value: Value
            var range: SourceRange
        }

        var card: ModelCard
        var given: [Given?]
        var extras: [(key: String, given: Given)] = []
        var reference: (value: Value, range: SourceRange, itemRanges: [SourceRange])?
        var unknowns: [String: Unknown] = [:]
        var dependencies: Set<Int> = []
        var problems: [Diagnostic] = []
    }

    /// - Parameter isRead: false where nobody looks at the job, as in most sweeps: it is then not made a value.
    func generate(_ site: Program.GenSite, isRead: Bool, _ pc: Int) throws(EvaluationEnd) -> Value {
        let card: ModelCard
        switch try model(of: site, pc) {
        case .card(let found): card = found
        case .wrong(let problem, let name): return try reject([problem], model: name, site, pc)
        }
        var draft = Draft(card: card, given: Array(repeating: nil, count: card.parameters.count))
        if site.defaults >= 0 { gatherDefaults(site, &draft, pc) }
        try gatherItems(site, &draft, pc)
        let values = converted(&draft, pc)
        let passed = draft.extras.isEmpty ? [] : passedThrough(&draft, pc)
        let prompt = prompt(site, &draft, pc)
        let references = references(site, &draft, pc)
        if card.hasRequiredParameters { checkMissing(site, draft.given, &draft, pc) }
        let options = site.hasOptions ? try options(site, &draft, pc) : Options()
        guard draft.problems.isEmpty else { return try reject(draft.problems, model: card.id, site, pc) }
        let request = GenerationRequest(
            model: card, prompt: prompt, values: values, passedThrough: passed, references: references)
        return try submit(request, site, options, draft, isRead: isRead, pc)
    }

    /// A request that is wrong: of its job nothing is known, and evaluation goes on while planning, so that every wrong
    /// one shows.
    private func reject(
        _ problems: [Diagnostic], model: String, _ site: Program.GenSite, _ pc: Int
    ) throws(EvaluationEnd) -> Value {
        guard let surveyor else { throw .failed(problems) }
        for problem in problems { surveyor.note(wrong: problem, model: model) }
        let unknown = Value.unknown(Unknown(jobs: []))
        let repetitions = try repetitions(of: site, pc)
        for _ in 0..<(repetitions ?? 1) {
            try checkRequestLimit(site, pc)
            try spend(10, pc)
            wrongCount += 1
        }
        guard let repetitions else { return unknown }
        try allocate(Size.list(repetitions), pc)
        return .list(Array(repeating: unknown, count: repetitions))
    }

    /// What `--repeat` says; nil where it says nothing, or nothing sensible.
    private func repetitions(of site: Program.GenSite, _ pc: Int) throws(EvaluationEnd) -> Int? {
        for case .option(.repetition, let slot, _, _) in site.items {
            switch slots[Int(slot)] {
            case .unknown(let unknown): throw needs(unknown, pc)
            case .number(.whole(let count)) where GenOption.problem(.repetition, slots[Int(slot)]) == nil: return count
            default: continue
            }
        }
        return nil
    }

    private func checkRequestLimit(_ site: Program.GenSite, _ pc: Int) throws(EvaluationEnd) {
        guard requestCount + wrongCount < limits.requests else {
            throw failure(
                .requestLimit, "the script makes more than \(limits.requests) requests", pc, range: site.keyword,
                help: "make the sweep smaller, or raise the limit with `--max-requests`")
        }
    }

    // MARK: - Model

    private enum Model {
        case card(ModelCard)
        case wrong(Diagnostic, name: String)
    }

    private func model(of site: Program.GenSite, _ pc: Int) throws(EvaluationEnd) -> Model {
        if let card = site.card { return .card(card) }
        switch slots[Int(site.model)] {
        case .string(let id):
            guard let card = catalog[id] else {
                return .wrong(diagnostic(catalog.unknownModelProblem(id), site.modelRange, pc), name: id)
            }
            if let problem = card.callProblem { return .wrong(diagnostic(problem, site.modelRange, pc), name: id) }
            return .card(card)
        case .unknown(let unknown): throw needs(unknown, pc)
        case let other:
            let problem = diagnostic(
                .typeMismatch, "a model is text, not \(other.typePhrase)", pc, range: site.modelRange,
                help: "give the id of a model: `rivya models` lists them")
            return .wrong(problem, name: "")
        }
    }

    // MARK: - Parameters

    /// The defaults in force: the weakest first, a line for the model over one for all of them.
    private func gatherDefaults(_ site: Program.GenSite, _ draft: inout Draft, _ pc: Int) {
        let lines = program.defaultsLines(upTo: site.defaults)
        charge(8 * lines.count)
        for isForAll in [true, false] {
            for index in lines where program.defaultsLines[index].isForAll == isForAll {
                let line = program.defaultsLines[index]
                if !isForAll {
                    guard case .string(let id) = slots[Int(line.storedModel)], sameText(id, draft.card.id) else {
                        continue
                    }
                }
                for argument in line.arguments {
                    let value = slots[Int(argument.stored)]
                    if case .unset = value { continue }
                    guard let slot = draft.card.slot(of: argument.key) else {
                        if !isForAll, draft.card.passesParametersThrough {
                            give(argument.key, .init(value: value, range: argument.valueRange), &draft)
                        }
                        continue
                    }
                    draft.given[slot] = .init(value: value, range: argument.valueRange)
                }
            }
        }
    }

    private func gatherItems(_ site: Program.GenSite, _ draft: inout Draft, _ pc: Int) throws(EvaluationEnd) {
        for item in site.items {
            switch item {
            case .argument(let key, let slot, let valueSlot, let keyRange, let valueRange):
                let given = Draft.Given(value: slots[Int(valueSlot)], range: valueRange)
                if slot >= 0 {
                    draft.given[slot] = given
                } else {
                    give(key, given, &draft, unknownAt: keyRange, pc)
                }
            case .reference(let value, _, let range, let itemRanges):
                draft.reference = (slots[Int(value)], range, itemRanges)
            case .spread(let value, let range):
                try gatherSpread(slots[Int(value)], range, site, &draft, pc)
            case .option: continue
            }
        }
    }

    private func gatherSpread(
        _ value: Value, _ range: SourceRange, _ site: Program.GenSite, _ draft: inout Draft, _ pc: Int
    ) throws(EvaluationEnd) {
        switch value {
        case .null: return
        case .record(let record):
            for field in record.fields {
                if field.key == "ref" {
                    draft.reference = (field.value, range, [])
                } else {
                    give(
                        field.key, .init(value: field.value, range: range), &draft,
                        unknownAt: range, pc)
                }
            }
        case .unknown(let unknown): throw needs(unknown, pc)
        default:
            draft.problems.append(
                diagnostic(
                    .typeMismatch, "`...` spreads a record, here is \(value.typePhrase)", pc, range: range,
                    help: "spread a record such as `{duration: 10}`"))
        }
    }

    /// A value for a key that the text does not put to a parameter.
    private func give(
        _ key: String, _ given: Draft.Given, _ draft: inout Draft, unknownAt range: SourceRange? = nil, _ pc: Int = 0
    ) {
        if let slot = draft.card.slot(of: key) {
            draft.given[slot] = given
        } else if draft.card.passesParametersThrough, key != Parameter.referenceItemsKey {
            charge(draft.extras.count)
            draft.extras.removeAll { $0.key == key }
            draft.extras.append((key, given))
        } else if let range {
            draft.problems.append(diagnostic(draft.card.unknownParameterProblem(key), range, pc))
        }
    }

    /// Every parameter as it travels: what was given, else the model's default. `null` counts as not given.
    private func converted(_ draft: inout Draft, _ pc: Int) -> [WireValue?] {
        let card = draft.card
        var values = card.defaultValues
        for slot in draft.given.indices {
            guard let given = draft.given[slot] else { continue }
            let value = wire(given, key: card.parameters[slot].key, &draft, pc) { value throws(CatalogProblem) in
                try card.convert(value, toParameter: slot)
            }
            if let value { values[slot] = value }
        }
        return values
    }

    private func passedThrough(_ draft: inout Draft, _ pc: Int) -> [GenerationRequest.PassedParameter] {
        let card = draft.card
        var passed: [GenerationRequest.PassedParameter] = []
        for extra in draft.extras {
            let value = wire(extra.given, key: extra.key, &draft, pc) { value throws(CatalogProblem) in
                try card.passThrough(value, key: extra.key)
            }
            if let value { passed.append(.init(key: extra.key, value: value)) }
        }
        return passed
    }

    private func wire(
        _ given: Draft.Given, key: @autoclosure () -> String, _ draft: inout Draft, _ pc: Int,
        _ convert: (ArgumentValue) throws(CatalogProblem) -> WireValue
    ) -> WireValue? {
        if given.value.depth > 0 || isUnknown(given.value), let unknown = given.value.firstUnknown {
            draft.unknowns["params.\(key())"] = unknown
            draft.dependencies.formUnion(unknown.jobs)
            return nil
        }
        guard given.value.weight <= Self.largestArgument else {
            draft.problems.append(tooLarge(given.range, pc))
            return nil
        }
        guard let argument = ArgumentValue(given.value) else { return nil }
        do throws(CatalogProblem) {
            return try convert(argument)
        } catch {
            draft.problems.append(diagnostic(error, given.range, pc))
            return nil
        }
    }

    /// The heaviest value that is looked at closely: what a request can hold is far smaller.
    static let largestArgument = 1_000_000

    func tooLarge(_ range: SourceRange, _ pc: Int) -> Diagnostic {
        diagnostic(
            .listTooLong, "this value is too large for a request: it holds more than \(Self.largestArgument) values",
            pc,
            range: range)
    }

    private func isUnknown(_ value: Value) -> Bool {
        if case .unknown = value { return true }
        return false
    }

    private func checkMissing(
        _ site: Program.GenSite, _ given: [Draft.Given?], _ draft: inout Draft, _ pc: Int
    ) {
        let present: [WireValue?] = given.map { given in
            if let given, case .null = given.value { return nil }
            return given == nil ? nil : .string("")
        }
        for problem in draft.card.missingParameterProblems(present) {
            draft.problems.append(diagnostic(problem, site.keyword, pc))
        }
    }

    // MARK: - Prompt and references

    private func prompt(_ site: Program.GenSite, _ draft: inout Draft, _ pc: Int) -> String? {
        var prompt: String?
        if site.prompt >= 0 {
            switch slots[Int(site.prompt)] {
            case .string(let text): prompt = text
            case .null: break
            case .unknown(let unknown):
                draft.unknowns["prompt"] = unknown
                draft.dependencies.formUnion(unknown.jobs)
                return nil
            case let other:
                draft.problems.append(
                    diagnostic(
                        .typeMismatch, "a prompt is text, not \(other.typePhrase)", pc, range: site.promptRange,
                        help: "put it into a string: `\"$(...)\"`"))
                return nil
            }
        }
        if let problem = draft.card.promptProblem(prompt) {
            draft.problems.append(diagnostic(problem, site.promptRange, pc))
        } else if surveyor != nil, let unseen = prompt.flatMap(VisibleText.firstUnseen) {
            remark(
                .unseenCharacter, "the prompt holds \(unseen), which nobody sees", pc, range: site.promptRange,
                help: "remove it where it is not meant: it is paid for, and makes another request")
        }
        return prompt
    }

    private func references(_ site: Program.GenSite, _ draft: inout Draft, _ pc: Int) -> [Reference] {
        guard let (value, range, itemRanges) = draft.reference else { return [] }
        var references: [Reference] = []
        var ranges: [SourceRange] = []
        var models: [Int: ModelCard] = [:]
        guard value.weight <= Self.largestArgument else {
            draft.problems.append(tooLarge(range, pc))
            return []
        }
        // The next one is the last.
        var items: [(Value, SourceRange)] = []
        if case .list(let list) = value {
            for (place, item) in list.items.enumerated() {
                items.append((item, list.items.count == itemRanges.count ? itemRanges[place] : range))
            }
        } else {
            items = [(value, range)]
        }
        items.reverse()
        while let (item, place) = items.popLast() {
            switch item {
            case .null: continue
            case .list(let list): items.append(contentsOf: list.items.reversed().map { ($0, place) })
            case .job(let job):
                references.append(.job(job.index))
                ranges.append(place)
                models[job.index] = job.request.request.model
                draft.dependencies.insert(job.index)
            case .unknown(let unknown):
                draft.unknowns["references"] = draft.unknowns["references"]?.union(unknown) ?? unknown
                draft.dependencies.formUnion(unknown.jobs)
            case .string(let text):
                guard draft.card.references != nil else {
                    references.append(.url(text))
                    ranges.append(place)
                    continue
                }
                switch ReferenceText(text) {
                case .url(let url):
                    references.append(.url(url))
                    ranges.append(place)
                case .path(let path):
                    guard let file = file(path, place, site, &draft, pc) else { continue }
                    references.append(.file(file))
                    ranges.append(place)
                case .wrong(let message, let help):
                    draft.problems.append(diagnostic(.badReference, message, pc, range: place, help: help))
                }
            default:
                draft.problems.append(
                    diagnostic(
                        .badReference, "`ref` takes paths, URLs and jobs, here is \(item.typePhrase)", pc, range: place,
                        help: "write `ref=boat.png`, or `ref=[a.png, b.png]`"))
            }
        }
        for problem in draft.card.problems(with: references, modelOfJob: { models[$0] }) {
            draft.problems.append(diagnostic(problem.problem, problem.index.map { ranges[$0] } ?? range, pc))
        }
        return references
    }

    private func file(
        _ path: String, _ range: SourceRange, _ site: Program.GenSite, _ draft: inout Draft, _ pc: Int
    ) -> Reference.File? {
        let found: ReferenceFile
        do throws(FileProblem) {
            found = try host.media(path, from: program.units[site.unit].folder)
        } catch {
            var help = "paths are relative to the script's folder"
            if case .otherName(let name) = error {
                help = FileProblem.nameHelp(name)
            } else if path.utf8.first == UInt8(ascii: "~") {
                help =
                    path.hasPrefix("~/")
                    ? "it is looked for in your home folder" : "`~/` alone is a home folder: write others in full"
            }
            draft.problems.append(
                diagnostic(
                    .missingReference, "the reference `\(path)` cannot be used: \(error.phrase)", pc, range: range,
                    help: help))
            return nil
        }
        guard let type = found.type else {
            draft.problems.append(diagnostic(.notMedia(path: path, bytes: found.bytes), range, pc))
            return nil
        }
        switch found.structure {
        case .complete: break
        case .unfinished(let fault):
            remark(
                .unfinishedReference, "`\(path)` may be incomplete: it \(fault)", pc, range: range,
                help: "look at it, and save or copy it again where a part is missing", subject: path)
        case .broken(let fault):
            // What the model does not take at all is told first.
            guard draft.card.mediaProblem(name: path, type: type, bytes: found.bytes) == nil else { break }
            draft.problems.append(diagnostic(.broken(path: path, fault), range, pc))
            return nil
        }
        return Reference.File(path: path, location: found.location, type: type, bytes: found.bytes)
    }

    // MARK: - Options

    struct Options {
        var name: String?
        var repetitions: Int?
        var output: OutputTemplate?
        var outputRange: SourceRange?
        var after: [Int] = []
        var timeout: Duration?
        var tags: [String] = []
    }

    private func options(_ site: Program.GenSite, _ draft: inout Draft, _ pc: Int) throws(EvaluationEnd) -> Options {
        var options = Options()
        for case .option(let kind, let slot, _, let range) in site.items {
            let value = slots[Int(slot)]
            if case .null = value { continue }
            if case .unknown(let unknown) = value {
                switch kind {
                case .repetition: throw needs(unknown, pc)
                case .name: draft.unknowns["name"] = unknown
                case .tag: options.tags.append(unknown.placeholder)
                default: break
                }
                continue
            }
            if let problem = GenOption.problem(kind, value) {
                draft.problems.append(diagnostic(problem, range, pc))
                continue
            }
            switch kind {
            case .name: options.name = value.text
            case .tag: options.tags.append(value.text)
            case .repetition: if case .number(.whole(let count)) = value { options.repetitions = count }
            case .after:
                try spend(value.weight, pc)
                options.after = GenOption.jobs(in: value)?.map(\.index) ?? []
            case .timeout: options.timeout = Duration(scriptText: value.text)
            case .save:
                options.output = try? OutputTemplate(value.text)
                options.outputRange = range
            }
        }
        draft.dependencies.formUnion(options.after)
        return options
    }

    // MARK: - Submitting

    private func submit(
        _ request: GenerationRequest, _ site: Program.GenSite, _ options: Options, _ draft: Draft, isRead: Bool,
        _ pc: Int
    ) throws(EvaluationEnd) -> Value {
        let loopAxes = axes(of: site)
        let template = options.output ?? settings.output
        var made: [Value] = []
        for take in 1...(options.repetitions ?? 1) {
            try checkRequestLimit(site, pc)
            try spend(10, pc)
            var axes = loopAxes
            if options.repetitions != nil {
                axes.removeAll { $0.name == "take" }
                axes.append(.init(name: "take", value: .whole(take)))
            }
            let planned = JobRequest(
                index: requestCount + 1, request: request, axes: axes, name: options.name, tags: options.tags,
                output: template, take: take, timeout: options.timeout, after: options.after,
                dependsOn: draft.dependencies.isEmpty ? [] : draft.dependencies.sorted(),
                unknown: draft.unknowns.isEmpty ? [] : unknownNames(draft), file: program.units[site.unit].file,
                range: site.range, line: site.line, isImported: program.units[site.unit].isImported)
            try spend(weight(of: planned), pc)
            if isRead { try allocate(MemoryLayout<Value>.stride + size(of: planned), pc) }
            try claimOutput(template, planned, options.outputRange ?? site.keyword, pc)
            requestCount += 1
            remarkEqual(planned, pc)
            try perform { () throws(HostFailure) in try host.submit(planned) }
            guard isRead else { continue }
            let job = Value.job(Job(planned, unknowns: draft.unknowns))
            made.append(job)
            if program.jobListSlot >= 0 { jobs.append(job) }
        }
        return options.repetitions == nil ? made.first ?? .null : .list(made)
    }

    /// What a request is to write out, in steps, where that is more than usual.
    private func weight(of request: JobRequest) -> Int {
        var weight = (request.request.prompt?.utf8.count ?? 0) / 64 + (request.name?.utf8.count ?? 0) / 8
        for axis in request.axes { weight += 8 * (axis.value.weight - 1) }
        for tag in request.tags { weight += tag.utf8.count / 8 }
        return weight + request.request.references.count + request.dependsOn.count / 4
    }

    /// The names of what is not known, in the order of a request.
    private func unknownNames(_ draft: Draft) -> [String] {
        let order = ["prompt"] + draft.card.parameters.map { "params.\($0.key)" } + ["references", "name"]
        let known = order.filter { draft.unknowns[$0] != nil }
        return known + draft.unknowns.keys.filter { !order.contains($0) }.sorted()
    }

    /// The loop variables in force, those of callers first; of equal names the innermost wins.
    private func axes(of site: Program.GenSite) -> [JobRequest.Axis] {
        if site.axes.isEmpty, frames.isEmpty { return [] }
        // One more place for `take`.
        var list = AxisList(
            capacity: site.axes.count + 1, canClash: site.hasRepeatedAxis || !frames.isEmpty)
        for frame in frames where frame.callSite >= 0 {
            for axis in program.callSites[frame.callSite].axes { list.add(axis.name, slots[Int(axis.slot)]) }
        }
        for axis in site.axes { list.add(axis.name, slots[Int(axis.slot)]) }
        return list.axes
    }

    // MARK: - Defaults

    /// A `defaults` line that is carried out: from now on its values hold where its text reaches.
    func carryOut(_ line: Program.DefaultsLine, _ pc: Int) throws(EvaluationEnd) {
        var card: ModelCard?
        if !line.isForAll {
            switch slots[Int(line.model)] {
            case .string(let id):
                guard let found = catalog[id] else {
                    throw failure(catalog.unknownModelProblem(id), line.modelRange, pc)
                }
                card = found
            case .unknown(let unknown): throw needs(unknown, pc)
            case let other:
                throw failure(.typeMismatch, "a model is text, not \(other.typePhrase)", pc, range: line.modelRange)
            }
        }
        var problems: [Diagnostic] = []
        for argument in line.arguments {
            let value = slots[Int(argument.value)]
            if let card {
                if let slot = card.slot(of: argument.key) {
                    if value.weight > Self.largestArgument {
                        problems.append(tooLarge(argument.valueRange, pc))
                    } else if let given = ArgumentValue(value) {
                        do throws(CatalogProblem) {
                            _ = try card.convert(given, toParameter: slot)
                        } catch {
                            problems.append(diagnostic(error, argument.valueRange, pc))
                        }
                    }
                } else if !card.passesParametersThrough {
                    problems.append(diagnostic(card.unknownParameterProblem(argument.key), argument.keyRange, pc))
                }
            }
            slots[Int(argument.stored)] = value
        }
        guard problems.isEmpty else { throw .failed(problems) }
        slots[Int(line.storedModel)] = slots[Int(line.model)]
    }
}
