import RivyaGallery
import RivyaRuns

/// Where the gallery of a run lies if nobody says otherwise.
enum RunGallery {
    /// Beside the run's results, so that both can be moved together.
    ///
    /// - Parameter root: the run's working directory; absolute.
    static func folder(of run: String, in root: String) -> String {
        "\(root == "/" ? "" : root)/rivya-out/\(run)/gallery"
    }
}
