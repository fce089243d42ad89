import RivyaRuns
import RivyaSyntax

/// One cell on the page: its media or the reason why there is none, and what was asked for.
struct CellFigure {
    var cell: GalleryCell
    /// The absolute path of the page's folder.
    var folder: String

    func html() -> String {
        """
        <figure id="job-\(cell.label.index)" data-state="\(cell.state.text)">
        \(content())
        <figcaption>
        <p class="title">\(title())</p>
        \(prompt())<p class="facts">\(facts())</p>
        </figcaption>
        </figure>
        """
    }

    private func content() -> String {
        if cell.files.isEmpty { return reason() }
        return cell.files.map { medium(MediaLink(path: $0, from: folder)) }.joined(separator: "\n")
    }

    private func medium(_ link: MediaLink) -> String {
        let name = HTMLText.escaped(link.name)
        // References are percent-encoded, so they hold nothing that HTML would need to escape.
        let source = "src=\"\(link.reference)\""
        let target = "href=\"\(link.reference)\""
        return switch link.kind {
        case .image: "<a \(target)><img \(source) alt=\"\(name)\" loading=\"lazy\"></a>"
        case .video: "<video \(source) controls loop muted preload=\"metadata\" title=\"\(name)\"></video>"
        case .audio: "<audio \(source) controls preload=\"none\" title=\"\(name)\"></audio>"
        case .other: "<a \(target)>\(name)</a>"
        }
    }

    /// Why there is nothing to see. Cells without a result are as much a part of the grid as the others.
    private func reason() -> String {
        var html = "<div class=\"reason\"><strong>\(HTMLText.escaped(stateText))</strong>"
        if let failure = cell.failure {
            html += "<p><code>\(HTMLText.escaped(failure.code))</code> \(HTMLText.isolated(failure.message))</p>"
            if let help = failure.help { html += "<p>\(HTMLText.isolated(help))</p>" }
        }
        return html + "</div>"
    }

    private func title() -> String {
        let name = cell.label.name.map { " \(HTMLText.isolated($0))" } ?? ""
        return "<span class=\"index\">\(cell.label.index)</span>\(name) \(HTMLText.isolated(cell.label.model))"
    }

    private func prompt() -> String {
        guard let prompt = cell.prompt, !prompt.isEmpty else { return "" }
        return "<details><summary>prompt</summary><p class=\"prompt\">\(HTMLText.isolated(prompt))</p></details>\n"
    }

    private func facts() -> String {
        var facts = [HTMLText.escaped(stateText)]
        if let credits = cell.credits { facts.append("\(HTMLText.escaped(credits.description)) credits") }
        if let seconds = cell.seconds { facts.append("\(Int(seconds.rounded())) s") }
        facts += cell.label.tags.map { HTMLText.isolated("#" + $0) }
        return facts.joined(separator: " · ")
    }

    private var stateText: String { cell.state.text.replacing("_", with: " ") }
}
