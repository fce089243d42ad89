/// One HTTP request, as far as the simulator looks at it.
package struct SimulatorRequest: Sendable {
    /// Upper case, as in `POST`.
    package var method: String
    /// With the query: `/media/task_1/1.png?expires=5`.
    package var path: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        method: String,
        path: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, letter case ignored.
    func header(_ name: String) -> String? {
        headers.first { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name }?.value
    }

    /// The path's segments, without the query.
    var segments: [Substring] {
        path.prefix { $0 != "?" }.split(separator: "/")
    }

    func query(_ name: String) -> Substring? {
        guard let start = path.firstIndex(of: "?") else { return nil }
        for pair in path[path.index(after: start)...].split(separator: "&") where pair.hasPrefix(name + "=") {
            return pair.dropFirst(name.count + 1)
        }
        return nil
    }
}
