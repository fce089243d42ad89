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

    private static func results(of run: String, in root: String) -> String {
        "\(root == "/" ? "" : root)/rivya-out/\(run)"
    }
}
