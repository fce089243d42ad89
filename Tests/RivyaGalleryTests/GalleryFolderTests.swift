import Foundation
import RivyaRuns
import Testing

@testable import RivyaGallery

@Suite final class GalleryFolderTests {
    private let place = FileManager.default.temporaryDirectory.appendingPathComponent("gallery-\(UUID())").path

    deinit { try? FileManager.default.removeItem(atPath: place) }

    private func run(_ files: [String], isLive: Bool = false) -> GalleryRun {
        GalleryRun(
            id: "r1", title: "sweep.rivya", isLive: isLive,
            cells: files.enumerated().map { index, path in
                GalleryCell(
                    JobLabel(index: index + 1, model: "m"), state: .ended(.succeeded), files: [GalleryFile(path: path)])
            })
    }

    private func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: place + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    private func names(_ folder: String) -> Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    }

    @Test func holdsThePageAndItsData() throws {
        try GalleryFolder(path: place + "/a/b").write([run(["/out/1.mp4"])], time: 1)
        #expect(names(place + "/a/b") == Set(GalleryAssets.files.map(\.name)).union(["data.js"]))
    }

    @Test func anUpdateTouchesTheDataOnly() throws {
        let folder = GalleryFolder(path: place)
        try folder.write([run([], isLive: true)], time: 1)
        let before = try FileManager.default.attributesOfItem(atPath: place + "/gallery.js")[.systemFileNumber] as? Int
        #expect(text("data.js")?.contains("\"live\":true") == true)
        try folder.update([run(["/out/1.mp4"])], time: 2)
        #expect(text("data.js")?.contains("\"live\":false") == true)
        // A second writing replaces nothing that is equal: a page that is open has read it already.
        try folder.write([run(["/out/1.mp4"])], time: 3)
        let after = try FileManager.default.attributesOfItem(atPath: place + "/gallery.js")[.systemFileNumber] as? Int
        #expect(before == after)
        #expect(names(place) == Set(GalleryAssets.files.map(\.name)).union(["data.js"]))
    }

    @Test func aForeignPageIsNotReplaced() throws {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try Data("<!doctype html><title>mine</title>".utf8).write(to: URL(fileURLWithPath: place + "/index.html"))
        #expect(throws: GalleryFolder.Failure.self) {
            try GalleryFolder(path: self.place).write([self.run([])], time: 1)
        }
        #expect(text("index.html") == "<!doctype html><title>mine</title>")
        #expect(names(place) == ["index.html"])
    }

    @Test func aFolderThatCannotBeMadeIsReported() throws {
        try Data().write(to: URL(fileURLWithPath: place))
        #expect(throws: GalleryFolder.Failure.self) {
            try GalleryFolder(path: self.place + "/below").write([self.run([])], time: 1)
        }
    }

    @Test func mediaAreCopiedOnceAndAgainWhenTheyChange() throws {
        let results = place + "/results"
        try FileManager.default.createDirectory(atPath: results, withIntermediateDirectories: true)
        let clip = URL(fileURLWithPath: results + "/ü 1.mp4")
        try Data("first".utf8).write(to: clip)
        let folder = GalleryFolder(path: place + "/page", copiesMedia: true)
        let runs = [run([clip.path, results + "/gone.mp4"])]
        try folder.write(runs, time: 1)
        #expect(text("page/media/r1/1-1-ü 1.mp4") == "first")
        // What is gone keeps nobody from the rest.
        #expect(names(place + "/page/media/r1") == ["1-1-ü 1.mp4"])
        #expect(text("page/data.js")?.contains(results) == false)
        try Data("second".utf8).write(to: clip)
        try folder.update(runs, time: 2)
        #expect(text("page/media/r1/1-1-ü 1.mp4") == "second")
    }
}
