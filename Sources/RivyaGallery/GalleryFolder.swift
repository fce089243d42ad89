import Foundation

/// A folder with the page of some runs, which opens from disk without a server: static files, `data.js`, and copies of
/// the media where they are wanted.
///
/// Blocks on the disk: not for the threads of Swift's concurrency.
package struct GalleryFolder: Sendable {
    /// Absolute.
    package let path: String
    /// Copies the media into the folder, so that it can be moved to another machine; else the page refers to them.
    package let copiesMedia: Bool

    package struct Failure: Error, Hashable {
        /// Lower case, no period, names in backticks.
        package var message: String
        package var help: String?
    }

    package init(path: String, copiesMedia: Bool = false) {
        self.path = path
        self.copiesMedia = copiesMedia
    }

    package var pagePath: String { path + "/index.html" }

    /// Writes everything; what is there already and equal is left alone. A folder that holds a page which is not
    /// `rivya`'s is refused.
    ///
    /// - Parameter time: now, in seconds since 1970.
    package func write(_ runs: [GalleryRun], time: Double) throws(Failure) {
        try prepare()
        // The page comes last: whoever opens it finds the rest.
        try update(runs, time: time)
        try writeAssets()
    }

    /// The same for a run whose media stay where they are.
    package func write(_ run: EncodedRun, time: Double) throws(Failure) {
        try prepare()
        try update(run, time: time)
        try writeAssets()
    }

    private func prepare() throws(Failure) {
        if let page = FileManager.default.contents(atPath: pagePath),
            !String(decoding: page.prefix(2000), as: UTF8.self).contains(GalleryAssets.mark)
        {
            throw Failure(
                message: "`\(path)` holds an `index.html` that is not a gallery's",
                help: "name another folder with `--out`")
        }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Failure(message: "the folder `\(path)` cannot be made: \(error.localizedDescription)")
        }
    }

    private func writeAssets() throws(Failure) {
        for file in GalleryAssets.files.reversed() { try write(file.bytes, to: file.name) }
    }

    /// Writes `data.js`, in one step for whoever reads it, and copies media that are new.
    package func update(_ runs: [GalleryRun], time: Double) throws(Failure) {
        let content = GalleryContent(runs, media: copiesMedia ? .copied : .linked(from: path), time: time)
        if copiesMedia {
            for (reference, source) in content.media { try copy(source, to: reference) }
        }
        try write(content.data, to: GalleryAssets.dataName)
    }

    /// The same for a run whose media stay where they are, and whose cells are text already.
    package func update(_ run: EncodedRun, time: Double) throws(Failure) {
        var writer = GalleryWriter(media: .linked(from: path), paths: nil)
        writer.write(run, time: time)
        try write(writer.bytes, to: GalleryAssets.dataName)
    }

    private func write(_ bytes: [UInt8], to name: String) throws(Failure) {
        let target = URL(fileURLWithPath: path + "/" + name)
        let data = Data(bytes)
        if name != GalleryAssets.dataName, (try? Data(contentsOf: target)) == data { return }
        do {
            try data.write(to: target, options: .atomic)
        } catch {
            throw Failure(message: "`\(target.path)` cannot be written: \(error.localizedDescription)")
        }
    }

    /// A result that is gone is shown as such; the other cells are worth their page.
    private func copy(_ source: String, to reference: String) throws(Failure) {
        let files = FileManager.default
        guard let from = try? files.attributesOfItem(atPath: source) else { return }
        let target = path + "/" + (reference.removingPercentEncoding ?? reference)
        if let there = try? files.attributesOfItem(atPath: target),
            there[.size] as? Int == from[.size] as? Int,
            there[.modificationDate] as? Date == from[.modificationDate] as? Date
        {
            return
        }
        do {
            try files.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            if files.fileExists(atPath: target) { try files.removeItem(atPath: target) }
            try files.copyItem(atPath: source, toPath: target)
        } catch {
            throw Failure(message: "`\(source)` cannot be copied to `\(target)`: \(error.localizedDescription)")
        }
    }
}
