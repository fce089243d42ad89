import RivyaRuns
import RivyaSyntax

/// The results page of one run: a folder's files as values, for whoever writes or serves them.
///
/// The page opens from disk without a server. It needs no script, refers to media by relative links, and names no
/// absolute path.
package struct GalleryPage: Sendable {
    package struct File: Sendable, Hashable {
        /// Relative to the page's folder.
        package var path: String
        package var bytes: [UInt8]
    }

    /// Nothing is loaded but the page's own files, and nothing in the page can run.
    static let policy =
        "default-src 'none'; style-src 'self' file:; img-src 'self' file:; media-src 'self' file:; "
        + "base-uri 'none'; form-action 'none'"

    private let run: GalleryRun
    private let folder: String

    /// - Parameter folder: the absolute path of the folder that the page will be in.
    package init(_ run: GalleryRun, folder: String) {
        self.run = run
        self.folder = folder
    }

    package func files() -> [File] {
        [
            File(path: "index.html", bytes: Array(html().utf8)),
            File(path: "style.css", bytes: PackageResources.style_css),
        ]
    }

    func html() -> String {
        let title = HTMLText.escaped(run.title)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
            <meta name="referrer" content="no-referrer">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) – rivya</title>
            <link rel="stylesheet" href="style.css">
            </head>
            <body>
            <header>
            <h1>\(HTMLText.isolated(run.title))</h1>
            <p>\(summary())</p>
            </header>
            <main>
            \(table())
            </main>
            </body>
            </html>

            """
    }

    private func summary() -> String {
        var counts: [(text: String, count: Int)] = []
        for cell in run.cells {
            if let index = counts.firstIndex(where: { $0.text == cell.state.text }) {
                counts[index].count += 1
            } else {
                counts.append((cell.state.text, 1))
            }
        }
        let states = counts.map { "\($0.count) \($0.text.replacing("_", with: " "))" }
        let known = run.cells.compactMap(\.credits).reduce(Number.whole(0)) { $0.adding($1) ?? $0 }
        return (["run \(run.id)", "\(run.cells.count) jobs"] + states + ["\(known.description) credits"])
            .map(HTMLText.escaped).joined(separator: " · ")
    }

    private func table() -> String {
        let grid = GalleryGrid(run)
        var html = "<table>\n"
        if let axis = grid.columnAxis {
            html += "<thead>\n<tr>"
            for name in grid.rowAxes { html += "<th scope=\"col\" class=\"axis\">\(HTMLText.isolated(name))</th>" }
            for value in grid.columns {
                html +=
                    "<th scope=\"col\"><span class=\"axis\">\(HTMLText.isolated(axis))</span> "
                    + "\(HTMLText.isolated(value))</th>"
            }
            html += "</tr>\n</thead>\n"
        }
        html += "<tbody>\n"
        for row in grid.rows {
            html += "<tr>"
            for label in row.labels { html += "<th scope=\"row\">\(HTMLText.isolated(label))</th>" }
            for place in row.places {
                html += "<td>" + place.map { CellFigure(cell: $0, folder: folder).html() }.joined() + "</td>\n"
            }
            html += "</tr>\n"
        }
        return html + "</tbody>\n</table>"
    }
}
