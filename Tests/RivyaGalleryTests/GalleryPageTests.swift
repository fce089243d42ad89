import RivyaRuns
import RivyaSyntax
import Testing

@testable import RivyaGallery

@Suite struct GalleryPageTests {
    private func cell(
        _ index: Int,
        axes: [(String, JSONValue)] = [],
        prompt: String = "a fox",
        state: GalleryCell.State = .ended(.succeeded),
        files: [String] = [],
        failure: JobFailure? = nil
    ) -> GalleryCell {
        GalleryCell(
            JobLabel(index: index, model: "kling-2-6", axes: axes.map { Axis($0.0, $0.1) }),
            prompt: prompt,
            state: state,
            credits: .whole(35),
            files: files,
            failure: failure
        )
    }

    private func html(_ cells: [GalleryCell], title: String = "sweep.rivya") -> String {
        GalleryPage(GalleryRun(id: "r1", title: title, cells: cells), folder: "/srv/me/project/.rivya/gallery").html()
    }

    @Test func theLastAxisGoesAcross() {
        let cells = [("fox", "ink"), ("fox", "oil"), ("owl", "ink")].enumerated().map { index, axes in
            cell(index + 1, axes: [("subject", .string(axes.0)), ("style", .string(axes.1))])
        }
        let grid = GalleryGrid(GalleryRun(id: "r", title: "t", cells: cells))
        #expect(grid.rowAxes == ["subject"])
        #expect(grid.columnAxis == "style")
        #expect(grid.columns == ["ink", "oil"])
        #expect(grid.rows.map(\.labels) == [["fox"], ["owl"]])
        #expect(grid.rows.map { $0.places.map { $0.map(\.label.index) } } == [[[1], [2]], [[3], []]])
    }

    @Test func cellsWithoutAxesAndTakesShareAPlace() {
        let plain = GalleryGrid(GalleryRun(id: "r", title: "t", cells: [cell(1), cell(2)]))
        #expect(plain.rows.map { $0.places.map(\.count) } == [[2]])
        let partial = GalleryGrid(
            GalleryRun(id: "r", title: "t", cells: [cell(1), cell(2, axes: [("take", .number(.whole(1)))])])
        )
        #expect(partial.columns == ["–", "1"])
    }

    @Test func everyCellIsThereWithItsMediaOrItsReason() {
        let page = html([
            cell(1, files: ["/srv/me/project/rivya-out/1 fox.mp4"]),
            cell(2, files: ["/srv/me/project/rivya-out/2.png", "/srv/me/project/rivya-out/2.wav"]),
            cell(3, state: .ended(.failed), failure: JobFailure("generation_failed", "no <luck>", help: "try again")),
            cell(4, state: .ended(.timedOut)),
            cell(5, state: .running),
            cell(6, state: .planned),
        ])
        #expect(page.contains("<video src=\"../../rivya-out/1%20fox.mp4\" controls"))
        #expect(page.contains("<img src=\"../../rivya-out/2.png\""))
        #expect(page.contains("<audio src=\"../../rivya-out/2.wav\""))
        #expect(page.contains("<code>generation_failed</code> <bdi>no &lt;luck&gt;</bdi>"))
        #expect(page.contains("<strong>timed out</strong>"))
        for index in 1...6 { #expect(page.contains("<figure id=\"job-\(index)\"")) }
        #expect(page.contains("6 jobs · 2 succeeded · 1 failed · 1 timed out · 1 running · 1 planned · 210 credits"))
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title><script>",
        "&lt;b&gt;", "\u{202E}txt.exe", "javascript:alert(1)", String(repeating: "<x>", count: 3334),
    ])
    func textFromAnywhereIsOnlyText(evil: String) {
        let page = html(
            [
                GalleryCell(
                    JobLabel(index: 1, name: evil, model: evil, axes: [Axis(evil, .string(evil))], tags: [evil]),
                    prompt: evil,
                    state: .ended(.failed),
                    taskID: evil,
                    failure: JobFailure(evil, evil, help: evil)
                ),
                cell(2, files: ["/srv/me/\(evil)/\(evil).mp4"]),
            ],
            title: evil
        )
        // Every tag of the page is one that the page itself writes, and no attribute but its own.
        let tags = Set(page.matches(of: /<\/?([a-zA-Z][^\s>\/]*)/).map { String($0.1) })
        #expect(
            tags.isSubset(of: [
                "html", "head", "meta", "title", "link", "body", "header", "h1", "p", "main", "table", "thead", "tbody",
                "tr", "th", "td", "figure", "figcaption", "div", "strong", "code", "bdi", "span", "details", "summary",
                "video",
            ]))
        let attributes = Set(page.matches(of: /\s([a-z-]+)="/).map { String($0.1) })
        #expect(!attributes.contains("onerror"))
        #expect(!attributes.contains("onmouseover"))
        #expect(page.matches(of: /<bdi>/).count == page.matches(of: /<\/bdi>/).count)
    }

    @Test func namesNoAbsolutePathAndRunsNothing() {
        let page = html([cell(1, files: ["/srv/me/project/rivya-out/1.mp4"])])
        #expect(!page.contains("/srv/me"))
        #expect(!page.contains("<script"))
        #expect(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'"))
    }

    @Test func theFolderHoldsThePageAndItsStyle() {
        let files = GalleryPage(GalleryRun(id: "r", title: "t", cells: []), folder: "/a").files()
        #expect(files.map(\.path) == ["index.html", "style.css"])
        #expect(String(decoding: files[1].bytes, as: UTF8.self).contains("color-scheme"))
    }

    @Test(arguments: [
        ("/a/b/c.mp4", "/a/b", "c.mp4"), ("/a/c.mp4", "/a/b", "../c.mp4"), ("/c.mp4", "/a/b", "../../c.mp4"),
        ("/a/./b/../x y/ü%.PNG", "/a/", "x%20y/%C3%BC%25.PNG"), ("/a/b:c.mp4", "/a", "b%3Ac.mp4"),
        ("/ab/c.mp4", "/a", "../ab/c.mp4"),
    ])
    func linksAreRelative(path: String, folder: String, reference: String) {
        #expect(MediaLink(path: path, from: folder).reference == reference)
    }
}
