/// Where a page finds the result files that it shows.
package enum MediaPlacement: Sendable, Hashable {
    /// The page, in the folder of this absolute path, refers to result files where they are, by relative links.
    case linked(from: String)
    /// The files lie in the page's folder, and nothing in the page tells of the machine that it was made on.
    case copied
    /// A server gives them out.
    case served
}
