import RivyaCatalog
import RivyaLanguage
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// A plan for people: what it costs by model, its axes, and its first requests.
struct PlanSummary: Sendable {
    private static let shownRequests = 20

    private struct ModelSum {
        var requests = 0
        var credits = Number.whole(0)
    }

    private struct AxisValues {
        var name: String
        var values: [String] = []
        var known: Set<String> = []
    }

    private(set) var requests = 0
    private(set) var credits = Number.whole(0)
    private var models: [(id: String, sum: ModelSum)] = []
    private var axes: [AxisValues] = []
    private var first: [JobRequest] = []
    /// What the ledger knows of the plan.
    var standing = PlannedCells.Standing()

    mutating func add(_ request: JobRequest) {
        requests += 1
        let price = request.request.model.baseCredits
        credits = credits + price
        let id = request.request.model.id
        let place = models.firstIndex { $0.id == id } ?? models.count
        if place == models.count { models.append((id, ModelSum())) }
        models[place].sum.requests += 1
        models[place].sum.credits = models[place].sum.credits + price
        for axis in request.axes { add(axis) }
        if first.count < Self.shownRequests { first.append(request) }
    }

    private mutating func add(_ axis: JobRequest.Axis) {
        let place = axes.firstIndex { $0.name == axis.name } ?? axes.count
        if place == axes.count { axes.append(AxisValues(name: axis.name)) }
        let text = axis.value.text
        if axes[place].known.insert(text).inserted { axes[place].values.append(text) }
    }

    /// - Parameter remarks: how many there are, such as `3 remarks`.
    func show(
        needs: [EvaluationEnd.Need]?, budget: Number?, remarks: String? = nil, in surroundings: Surroundings
    ) {
        let output = surroundings.output
        if requests > 0 {
            showRequests(output)
            showAxes(output)
            showModels(output)
        }
        let atLeast = needs == nil ? "" : "at least "
        output.print(
            StyledText("\(atLeast)\(counted(requests, "request")), ") + StyledText(counted(credits, "credit"), .bold)
                + " by the catalog's base prices")
        if let known = standing.summary {
            output.print(StyledText("\(known): ") + StyledText(standing.toPay, .bold))
        }
        if standing.unknown > 0 {
            output.print(
                StyledText("unknown: ", .yellow)
                    + "sent earlier, and may have been paid; not sent again without `--retry-unknown`")
        }
        if let remarks {
            output.print(StyledText(remarks, .yellow) + ", worth a look before anything is paid")
        }
        for need in needs ?? [] {
            output.print(
                StyledText("partial: ", .yellow) + "line \(need.line) needs the result of job \(need.job) to go on")
        }
        if let budget, standing.creditsToPay > budget {
            output.print(
                StyledText("over budget: ", .red) + "the budget is \(counted(budget, "credit")); `run` would not start")
        }
    }

    private func showRequests(_ output: TerminalOutput) {
        var table = TextTable([
            .fixed("n", .right), .fixed("line", .right), .fixed("model"), .flexible("prompt"),
            .flexible("axes"), .wrapped("parameters"), .fixed("credits", .right),
        ])
        for request in first {
            table.append([
                StyledText("\(request.index)"), StyledText("\(request.line)"), StyledText(request.request.model.id),
                StyledText(promptText(request)), StyledText(request.axesText),
                StyledText(request.parametersText),
                StyledText(request.request.model.baseCredits.description),
            ])
        }
        output.print(table)
        if requests > first.count { output.print(StyledText("… and \(requests - first.count) more", .dim)) }
        output.print("")
    }

    private func showAxes(_ output: TerminalOutput) {
        for axis in axes {
            let shown = axis.values.prefix(8).map { TerminalText.safe($0) }.joined(separator: ", ")
            let more = axis.values.count > 8 ? ", …" : ""
            output.print(
                wrapping: StyledText(TerminalText.safe(axis.name), .bold)
                    + " (\(axis.values.count)): \(shown)\(more)", indent: 4)
        }
        if !axes.isEmpty { output.print("") }
    }

    private func showModels(_ output: TerminalOutput) {
        guard models.count > 1 else { return }
        var table = TextTable([.fixed("model"), .fixed("requests", .right), .fixed("credits", .right)])
        for (id, sum) in models {
            table.append([StyledText(id), StyledText("\(sum.requests)"), StyledText(sum.credits.description)])
        }
        output.print(table)
        output.print("")
    }

    private func promptText(_ request: JobRequest) -> String {
        if request.unknown.contains("prompt") { return "(not known yet)" }
        return TerminalText.safe(request.request.prompt ?? "")
    }
}
