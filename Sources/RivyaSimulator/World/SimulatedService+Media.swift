import RivyaCatalog

extension SimulatedService {
    /// A result's bytes, or a range of them.
    func media(_ request: SimulatorRequest, task id: String, file name: String) throws(APIError) -> SimulatorAnswer {
        let parts = name.split(separator: ".", maxSplits: 1)
        guard
            let place = place(ofTask: id), tasks[place].state(at: now) == .succeeded,
            let number = parts.first.flatMap({ Int($0) }), (1...tasks[place].recipe.count).contains(number),
            number != tasks[place].goneResult, parts.count == 2, parts[1] == tasks[place].recipe.format.fileExtension
        else { throw .notFound("There is no such file.") }
        if options.resultLifetime != nil {
            guard let expiry = request.query("expires").flatMap({ Int($0) }), now < expiry else {
                return SimulatorAnswer(status: 403, body: Array("Request has expired".utf8), type: "text/plain")
            }
        }

        let recipe = tasks[place].recipe
        let file = recipe.file(number: number, minimumBytes: options.minimumMediaBytes)
        let tag = "\"\(id)-\(number)-\(file.count)\""
        let headers = [("accept-ranges", "bytes"), ("etag", tag)]
        let type = recipe.format.type.mimeType
        if request.header("if-none-match") == tag { return SimulatorAnswer(status: 304, headers: headers) }
        guard
            let range = request.header("range").flatMap({ ByteRange($0, length: file.count) }),
            request.header("if-range").map({ $0 == tag }) ?? true
        else { return SimulatorAnswer(status: 200, headers: headers, body: file, type: type) }
        switch range {
        case .bytes(let bytes):
            let place = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(file.count)"
            return SimulatorAnswer(
                status: 206, headers: headers + [("content-range", place)], body: Array(file[bytes]), type: type
            )
        case .unsatisfiable:
            return SimulatorAnswer(status: 416, headers: headers + [("content-range", "bytes */\(file.count)")])
        }
    }
}
