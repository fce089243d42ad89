package import RivyaCatalog
package import RivyaSyntax

extension SimulatedService {
    /// A state that this version cannot go on from.
    package struct SnapshotError: Error, Sendable, Hashable {
        /// What is wrong with it, to be said of the file that it lies in.
        package var message: String

        static let damaged = SnapshotError(message: "is damaged")
    }

    /// The whole state: tasks, credits, idempotency keys, uploads. Options are not part of it, nor are the bodies that
    /// `GET /simulator/requests` shows.
    package func snapshot() -> JSONValue {
        .object([
            .init("object", .string("simulator")),
            .init("version", .number(Number(1))),
            .init("now", .number(Number(now))),
            .init("epoch", epoch.map { .number(Number($0)) } ?? .null),
            .init("requests", .number(Number(requestNumber))),
            .init("balance", .number(balance(of: ""))),
            .init(
                "balances",
                .object(
                    balances.filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }.map {
                        .init($0.key, .number($0.value))
                    }
                )
            ),
            .init("tasks", .array(tasks.map(\.snapshot))),
            .init(
                "keys",
                .array(
                    keys.sorted { $0.key < $1.key }.map { key, record in
                        .array([.string(key), .number(Number(record.task)), .number(Number(record.status))])
                    }
                )
            ),
            .init("files", .array(files.values.sorted { $0.id < $1.id }.map(\.snapshot))),
        ])
    }

    /// Goes on from a snapshot.
    package init(
        snapshot: JSONValue,
        options: SimulatorOptions = SimulatorOptions(),
        catalog: Catalog = .bundled(),
        modelsDocument: [UInt8] = Catalog.bundledDocument
    ) throws(SnapshotError) {
        self.init(options: options, catalog: catalog, modelsDocument: modelsDocument)
        guard snapshot["object"]?.string == "simulator" else { throw SnapshotError(message: "is no simulator's state") }
        guard snapshot["version"]?.int == 1 else { throw SnapshotError(message: "is of another version") }
        guard
            let now = snapshot["now"]?.int, let requests = snapshot["requests"]?.int,
            let balance = snapshot["balance"]?.number, let tasks = snapshot["tasks"]?.array,
            let keys = snapshot["keys"]?.array, let files = snapshot["files"]?.array
        else { throw .damaged }
        self.now = now
        epoch = snapshot["epoch"]?.int
        requestNumber = requests
        balances[""] = balance
        if case .object(let members)? = snapshot["balances"] {
            for member in members {
                guard let balance = member.value.number else { throw .damaged }
                balances[member.key] = balance
            }
        }
        for value in tasks {
            guard let task = SimulatedTask(snapshot: value), task.number == self.tasks.count + 1 else { throw .damaged }
            takes[task.digest, default: 0] += 1
            self.tasks.append(task)
        }
        for value in keys {
            guard
                let entry = value.array, entry.count == 3, let key = entry[0].string, let task = entry[1].int,
                self.tasks.indices.contains(task), let status = entry[2].int
            else { throw .damaged }
            self.keys[key] = KeyRecord(task: task, status: status)
        }
        for value in files {
            guard let file = SimulatedFile(snapshot: value) else { throw .damaged }
            self.files[file.id] = file
        }
        refunds = self.tasks.indices
            .filter { self.tasks[$0].failure != nil && !self.tasks[$0].isRefunded && self.tasks[$0].finishes < .max }
            .map { Refund(time: self.tasks[$0].finishes, task: $0) }
            .sorted { $0.time > $1.time }
    }
}

extension SimulatedTask {
    var snapshot: JSONValue {
        var members: [JSONValue.Member] = [
            .init("number", .number(Number(number))),
            .init("id", .string(id)),
            .init("model", .string(model)),
            .init("key", key.map { .string($0) } ?? .null),
            .init("digest", .string(digest.text)),
            .init("created", .number(Number(created))),
            .init("starts", .number(Number(starts))),
            .init("finishes", finishes == .max ? .null : .number(Number(finishes))),
            .init("reserved", .number(reserved)),
            .init("failure", failure?.snapshot ?? .null),
            .init("refunded", .bool(isRefunded)),
            .init("recipe", recipe.snapshot),
        ]
        if let goneResult { members.append(.init("gone", .number(Number(goneResult)))) }
        if !account.isEmpty { members.append(.init("account", .string(account))) }
        return .object(members)
    }

    init?(snapshot: JSONValue) {
        guard
            let number = snapshot["number"]?.int, let id = snapshot["id"]?.string,
            let model = snapshot["model"]?.string, let digest = snapshot["digest"]?.string.flatMap(Digest.init(text:)),
            let created = snapshot["created"]?.int, let starts = snapshot["starts"]?.int,
            let reserved = snapshot["reserved"]?.number, let isRefunded = snapshot["refunded"]?.bool,
            let recipe = snapshot["recipe"].flatMap(MediaRecipe.init(snapshot:))
        else { return nil }
        let failure = snapshot["failure"]?.array?.compactMap(\.string)
        self.init(
            number: number,
            id: id,
            model: model,
            account: snapshot["account"]?.string ?? "",
            key: snapshot["key"]?.string,
            digest: digest,
            created: created,
            starts: starts,
            finishes: snapshot["finishes"]?.int ?? .max,
            reserved: reserved,
            failure: failure.flatMap(TaskFailure.init(snapshot:)),
            isRefunded: isRefunded,
            goneResult: snapshot["gone"]?.int,
            recipe: recipe
        )
    }
}

extension MediaRecipe {
    fileprivate var snapshot: JSONValue {
        let sampleRate: Int
        if case .wav(let rate) = format { sampleRate = rate } else { sampleRate = 0 }
        return .array([
            .string(format.fileExtension),
            .number(Number(sampleRate)),
            .number(Number(ratio.width)),
            .number(Number(ratio.height)),
            .number(Number(milliseconds)),
            .string(String(variety, radix: 16)),
            .number(Number(count)),
        ])
    }

    fileprivate init?(snapshot: JSONValue) {
        guard
            let entry = snapshot.array, entry.count == 7, let name = entry[0].string, let sampleRate = entry[1].int,
            let width = entry[2].int, let height = entry[3].int, (1...64).contains(width), (1...64).contains(height),
            let milliseconds = entry[4].int, let variety = entry[5].string.flatMap({ UInt64($0, radix: 16) }),
            let count = entry[6].int, count > 0
        else { return nil }
        let formats: [String: Format] = [
            "png": .png, "jpg": .jpeg, "mp4": .mp4, "mp3": .mp3, "wav": .wav(sampleRate: sampleRate), "ogg": .opus,
        ]
        guard let format = formats[name] else { return nil }
        self.init(
            format: format,
            ratio: AspectRatio(width, height),
            milliseconds: milliseconds,
            variety: variety,
            count: count
        )
    }
}

extension SimulatedFile {
    var snapshot: JSONValue {
        .object(
            [
                .init("id", .string(id)),
                .init("mime_type", .string(type.mimeType)),
                .init("name", .string(name)),
                .init("bytes", .number(Number(bytes))),
                .init("duration_token", durationToken.map { .string($0) } ?? .null),
                .init("created", .number(Number(created))),
            ] + (account.isEmpty ? [] : [.init("account", .string(account))]))
    }

    init?(snapshot: JSONValue) {
        guard
            let id = snapshot["id"]?.string, let mimeType = snapshot["mime_type"]?.string,
            let type = MediaType(mimeType: mimeType), let name = snapshot["name"]?.string,
            let bytes = snapshot["bytes"]?.int, let created = snapshot["created"]?.int
        else { return nil }
        self.init(
            id: id,
            type: type,
            name: name,
            bytes: bytes,
            durationToken: snapshot["duration_token"]?.string,
            created: created,
            account: snapshot["account"]?.string ?? ""
        )
    }
}

extension TaskFailure {
    fileprivate var snapshot: JSONValue { .array([code, message, state].compactMap { $0.map(JSONValue.string) }) }

    fileprivate init?(snapshot: [String]) {
        guard (2...3).contains(snapshot.count) else { return nil }
        self.init(code: snapshot[0], message: snapshot[1], state: snapshot.count == 3 ? snapshot[2] : nil)
    }
}
