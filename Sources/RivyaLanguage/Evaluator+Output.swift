import RivyaCatalog
import RivyaSyntax

/// Where results go, and whether two requests are one.
extension Evaluator {
    /// A template's fields, and that no two results of a run go to the same path, letter case ignored.
    ///
    /// What is wrong with it ends a plan no more than a wrong request does.
    ///
    /// - Parameter given: nil where the standard one holds, which tells all jobs apart, and is looked at once.
    func claimOutput(
        _ given: OutputTemplate?, _ job: JobRequest, _ range: SourceRange, _ pc: Int
    ) throws(EvaluationEnd) {
        if given == nil {
            if hasCheckedStandardOutput { return }
            hasCheckedStandardOutput = true
        }
        let template = given ?? .standard
        guard let problem = try outputProblem(template, job, range, pc) else { return }
        guard let surveyor else { throw .failed([problem]) }
        surveyor.note(wrong: problem, model: job.request.model.id)
    }

    private func outputProblem(
        _ template: OutputTemplate, _ job: JobRequest, _ range: SourceRange, _ pc: Int
    ) throws(EvaluationEnd) -> Diagnostic? {
        if !template.axes.isEmpty {
            do throws(CatalogProblem) {
                try template.check(axes: job.axes.map(\.name))
            } catch {
                return diagnostic(error, range, pc)
            }
        }
        var texts: [String: String] = [:]
        for axis in job.axes { texts[axis.name] = axis.value.text }
        let values = OutputTemplate.Values(
            run: "run", index: job.index, name: job.name, model: job.request.model.id,
            ext: job.request.model.category.text, take: job.take, number: nil, axes: texts)
        let path = template.render(values)
        guard !path.hasPrefix("~/") else {
            return diagnostic(
                .badTemplate, "the result would go to a folder that is called `~`", pc, range: range,
                help: "write the path in full, or relative to the working directory")
        }
        guard host.mayWrite(to: path) else { return outsideProblem(path, range, pc) }
        if template.parts.contains(.field(.index)) { return nil }
        let key = OutputTemplate.collisionKey(path)
        try spend(key.utf8.count / 8, pc)
        let claimed = ClaimedPath(job: job, template: template, values: values)
        if let other = outputPaths[key] { return clashProblem(claimed, other, template, range, pc) }
        outputPaths[key] = claimed
        let bytes = key.utf8.count + claimed.bytes + 2 * Size.object
        outputPathBytes += bytes
        try allocate(bytes, pc)
        return nil
    }

    private func outsideProblem(_ path: String, _ range: SourceRange, _ pc: Int) -> Diagnostic {
        if let folder = host.linkedFolder(ofResult: path) {
            return diagnostic(
                .badTemplate, "the result would go to `\(path)`, and a link leads that to `\(folder)`", pc,
                range: range,
                help: "where that is meant, allow the folder with `--allow-write \(folder)`")
        }
        return diagnostic(
            .badTemplate, "the result would go to `\(path)`, outside of the working directory", pc, range: range,
            help: "use a path below the working directory, or allow the folder with `--allow-write DIR`")
    }

    private func clashProblem(
        _ path: ClaimedPath, _ other: ClaimedPath, _ template: OutputTemplate, _ range: SourceRange, _ pc: Int
    ) -> Diagnostic {
        let paths = sameText(path.path, other.path) ? "`\(path.path)`" : "`\(other.path)` and `\(path.path)`"
        var notes = [path.reason(beside: other)]
        for (one, another) in [(other, path), (path, other)] {
            if let values = one.circumstances(beside: another) { notes.append("job \(one.job) has \(values)") }
        }
        return diagnostic(
            .clashingPaths, "jobs \(other.job) and \(path.job) would have the same result file: \(paths)", pc,
            range: range, label: "`\(template.text)`",
            help: "put `{index}`, `{take}` or `{axis.NAME}` into the template, so that every job has its own",
            notes: notes.map { .init($0) })
    }

    /// Two requests that differ in nothing that the service sees are two takes, and both are paid. Those of `--repeat`
    /// are meant.
    func remarkEqual(_ job: JobRequest, _ pc: Int) {
        guard surveyor != nil, job.take == 1, job.unknown.isEmpty, askedFor.count < Self.comparedRequests else {
            return
        }
        var hasher = Hasher()
        let request = job.request
        hasher.combine(request.model.id)
        hasher.combine(request.prompt.map(ScalarText.init))
        hasher.combine(request.values)
        for passed in request.passedThrough {
            hasher.combine(passed.key)
            hasher.combine(passed.value)
        }
        for reference in request.references {
            switch reference {
            case .file(let file): hasher.combine(file.location)
            case .url(let url): hasher.combine(url)
            case .job(let index): hasher.combine(index)
            }
        }
        let digest = hasher.finalize()
        guard let first = askedFor[digest] else {
            askedFor[digest] = job.index
            return
        }
        remark(
            .equalRequests, "job \(job.index) asks for the same as job \(first), and both are paid", pc,
            help: "remove one of the two; where several takes are meant, `--repeat` says so")
    }

    /// A plan of a million requests needs no memory for them.
    private static let comparedRequests = 200_000
}
