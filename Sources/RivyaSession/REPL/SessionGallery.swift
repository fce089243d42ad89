import RivyaSyntax
import RivyaCatalog
import RivyaLanguage
import Foundation
import RivyaGallery
import RivyaRuns

/// The results of a session as a page beside them.
struct SessionGallery {
    let run: String
    let entries: [SessionJobs.Entry]
    let workingFolder: String

    /// Writes the page; an earlier one of this session is replaced.
    ///
    /// - Returns: the path of the page.
    func write() throws -> String {
        let folder = "\(workingFolder)/rivya-out/\(run)/gallery"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let cells = entries.map { entry -> GalleryCell in
            let prompt = entry.request.request.prompt
            guard let report = entry.report else {
                return GalleryCell(JobSpecification(entry.request).label, prompt: prompt, state: .running)
            }
            return GalleryCell(report, prompt: prompt)
        }
        let page = GalleryPage(GalleryRun(id: run, title: "a session", cells: cells), folder: folder)
        for file in page.files() {
            try Data(file.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(file.path)"), options: .atomic)
        }
        return "\(folder)/index.html"
    }
}
