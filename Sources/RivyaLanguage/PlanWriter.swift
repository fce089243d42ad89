import RivyaCatalog
package import RivyaSyntax

/// Writes a plan as JSON lines: one object for each request, one for the whole.
package struct PlanWriter {
    package init() {}

    /// One line for a request, with its newline.
    package func write(_ job: JobRequest, to out: inout [UInt8]) {
        key("{\"n\":", &out)
        Number.whole(job.index).write(to: &out)
        key(",\"line\":", &out)
        Number.whole(job.line).write(to: &out)
        if job.isImported {
            key(",\"file\":", &out)
            JSONValue.writeString(job.file.name, to: &out)
        }
        key(",\"model\":", &out)
        JSONValue.writeString(job.request.model.id, to: &out)
        key(",\"prompt\":", &out)
        write(job.request.prompt, &out)
        key(",\"params\":", &out)
        writeParameters(job, &out)
        key(",\"credits\":", &out)
        job.request.model.baseCredits.write(to: &out)
        key(",\"axes\":{", &out)
        for (place, axis) in job.axes.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            JSONValue.writeString(axis.name, to: &out)
            out.append(UInt8(ascii: ":"))
            axis.value.writeJSON(to: &out)
        }
        key("},\"references\":[", &out)
        for (place, reference) in job.request.references.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            write(reference, &out)
        }
        key("],\"depends_on\":[", &out)
        for (place, index) in job.dependsOn.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            Number.whole(index).write(to: &out)
        }
        key("],\"name\":", &out)
        write(job.name, &out)
        key(",\"tags\":[", &out)
        writeStrings(job.tags, &out)
        out.append(UInt8(ascii: "]"))
        if !job.unknown.isEmpty {
            key(",\"unknown\":[", &out)
            writeStrings(job.unknown, &out)
            out.append(UInt8(ascii: "]"))
        }
        key("}\n", &out)
    }

    /// The line for the whole plan, with its newline.
    ///
    /// - Parameter remarks: what looks unmeant; each as it is written elsewhere.
    package func writeSummary(
        requests: Int, credits: Number, needs: [EvaluationEnd.Need]?, budget: Number?, remarks: [Diagnostic] = [],
        to out: inout [UInt8]
    ) {
        key("{\"summary\":true,\"requests\":", &out)
        Number.whole(requests).write(to: &out)
        key(",\"credits\":", &out)
        credits.write(to: &out)
        key(needs == nil ? ",\"partial\":false" : ",\"partial\":true,\"needs\":[", &out)
        if let needs {
            for (place, need) in needs.enumerated() {
                key(place > 0 ? ",{\"line\":" : "{\"line\":", &out)
                Number.whole(need.line).write(to: &out)
                key(",\"job\":", &out)
                Number.whole(need.job).write(to: &out)
                out.append(UInt8(ascii: "}"))
            }
            out.append(UInt8(ascii: "]"))
        }
        if let budget {
            key(",\"budget\":", &out)
            budget.write(to: &out)
            key(credits > budget ? ",\"over_budget\":true" : ",\"over_budget\":false", &out)
        }
        if !remarks.isEmpty {
            key(",\"remarks\":", &out)
            JSONValue.array(remarks.map(\.json)).write(to: &out)
        }
        key("}\n", &out)
    }

    private func writeParameters(_ job: JobRequest, _ out: inout [UInt8]) {
        guard !job.unknown.isEmpty else {
            job.request.writeParameters(to: &out)
            return
        }
        out.append(UInt8(ascii: "{"))
        var isFirst = true
        func field(_ name: String) {
            if !isFirst { out.append(UInt8(ascii: ",")) }
            isFirst = false
            JSONValue.writeString(name, to: &out)
            out.append(UInt8(ascii: ":"))
        }
        for (parameter, value) in zip(job.request.model.parameters, job.request.values) {
            if job.unknown.contains("params.\(parameter.key)") {
                field(parameter.key)
                key("null", &out)
            } else if let value {
                field(parameter.key)
                value.write(to: &out)
            }
        }
        for passed in job.request.passedThrough {
            field(passed.key)
            passed.value.write(to: &out)
        }
        for name in job.unknown where name.hasPrefix("params.") {
            let name = String(name.dropFirst("params.".count))
            guard job.request.model.slot(of: name) == nil else { continue }
            field(name)
            key("null", &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    private func write(_ reference: Reference, _ out: inout [UInt8]) {
        switch reference {
        case .file(let file):
            key("{\"path\":", &out)
            JSONValue.writeString(file.path, to: &out)
            key(",\"kind\":\"\(file.type.kind.rawValue)\",\"mime_type\":", &out)
            JSONValue.writeString(file.type.mimeType, to: &out)
            key(",\"bytes\":", &out)
            Number.whole(file.bytes).write(to: &out)
        case .url(let url):
            key("{\"url\":", &out)
            JSONValue.writeString(url, to: &out)
        case .job(let index):
            key("{\"job\":", &out)
            Number.whole(index).write(to: &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    private func write(_ text: String?, _ out: inout [UInt8]) {
        if let text {
            JSONValue.writeString(text, to: &out)
        } else {
            key("null", &out)
        }
    }

    private func writeStrings(_ texts: [String], _ out: inout [UInt8]) {
        for (place, text) in texts.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            JSONValue.writeString(text, to: &out)
        }
    }

    private func key(_ text: String, _ out: inout [UInt8]) { out.append(contentsOf: text.utf8) }
}
