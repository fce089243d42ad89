import Foundation
import RivyaRuns

/// Where pages and pictures of a run lie if nobody says otherwise.
enum RunGallery {
    /// Beside the run's results, so that both can be moved together.
    ///
    /// - Parameter root: the run's working directory; absolute.
    static func folder(of run: String, in root: String) -> String {
        "\(results(of: run, in: root))/gallery"
    }

    /// Where its contact sheet lies.
    static func sheet(of run: String, in root: String) -> String { "\(results(of: run, in: root))/sheet.png" }

    /// The folder that a run was started in. It is not made again where it is gone: nobody would look there.
    static func root(of run: RunContents) throws(CommandProblem) -> String {
        guard FileManager.default.fileExists(atPath: run.outputRoot) else {
            throw CommandProblem(
                message: "the folder that run \(run.run.id) was started in is gone: `\(run.outputRoot)`",
                help: "name another place with `--out`")
        }
        return run.outputRoot
    }

    private static func results(of run: String, in root: String) -> String {
        "\(root == "/" ? "" : root)/rivya-out/\(run)"
    }
}
