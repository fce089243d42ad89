import RivyaCatalog
import RivyaSyntax

extension SimulatedService {
    mutating func createTask(_ request: SimulatorRequest, host: String) throws(APIError) -> SimulatorAnswer {
        remember(request.body)
        try checkContentType(request)
        let digest = Digest(request.body)
        let key = request.header("idempotency-key")
        if let key, let record = keys[scoped(key, account)], !isForgotten(tasks[record.task]) {
            guard tasks[record.task].digest == digest else {
                throw APIError(
                    409, "idempotency_conflict", "The Idempotency-Key was used with a different request."
                )
            }
            var answer = SimulatorAnswer(status: record.status, json: object(of: tasks[record.task], host: host))
            if options.marksReplays { answer.headers.append(("idempotent-replayed", "true")) }
            return answer
        }
        if let key, let refusal = refusals[scoped(key, account)] { throw refusal }
        let task: SimulatedTask
        do throws(APIError) {
            let accepted = try GenerationCheck(catalog: catalog, files: presentFiles).check(request.body)
            task = newTask(accepted, key: key, digest: digest, price: price(of: accepted.model))
            guard add(task, options.createStatus) else {
                throw APIError(options.insufficientCreditsStatus, "insufficient_credits", "Not enough credits.")
            }
        } catch {
            if options.keepsRefusals, let key { refusals[scoped(key, account)] = error }
            throw error
        }
        effect = .task(tasks.count - 1)
        return SimulatorAnswer(status: options.createStatus, json: object(of: task, host: host))
    }

    /// What the next task of a model costs.
    private func price(of model: ModelCard) -> Number {
        let jumps = options.priceJumps.filter { $0.tasks <= tasks.count }
        let factor = jumps.max { $0.tasks < $1.tasks }?.factor ?? options.priceFactor
        return model.baseCredits.multiplied(by: factor) ?? model.baseCredits
    }

    /// The uploads that the service still has.
    private var presentFiles: [String: SimulatedFile] {
        let own = options.accounts.isEmpty ? files : files.filter { $0.value.account == account }
        guard let retention = options.uploadRetention else { return own }
        return own.filter { now - $0.value.created < retention.milliseconds }
    }

    func task(_ id: String) throws(APIError) -> SimulatedTask {
        guard let task = place(ofTask: id).map({ tasks[$0] }), task.account == account else {
            throw .notFound("Task not found.")
        }
        return task
    }

    /// The task's object, as both generation endpoints answer it.
    func object(of task: SimulatedTask, host: String) -> JSONValue {
        let state = task.state(at: now)
        var members: [JSONValue.Member] = [
            .init("id", .string(task.id)),
            .init("status", .string(state == .failed ? task.failure?.state ?? state.rawValue : state.rawValue)),
            .init("model", .string(task.model)),
            .init("reserved_credits", .number(task.reserved)),
            .init("final_credits", .number(state == .succeeded ? task.reserved : Number(0))),
            .init("created_at", .string(Timestamp.text(milliseconds: task.created))),
            .init("updated_at", .string(Timestamp.text(milliseconds: task.updated(at: now)))),
            .init("result", .null),
            .init("error", .null),
        ]
        switch state {
        case .queued, .processing:
            break
        case .succeeded:
            if !isLate { members[7].value = result(of: task, host: host) }
        case .failed:
            members[8].value = .object([
                .init("code", .string(task.failure?.code ?? "")),
                .init("message", .string(task.failure?.message ?? "")),
            ])
        }
        if options.hidesReserves {
            let isOpen = state == .queued || state == .processing
            members.removeAll { $0.key == "reserved_credits" || (isOpen && $0.key == "final_credits") }
        }
        if options.omitsOptionalFields {
            members.removeAll { member in
                member.value.isNull || !["id", "status", "result", "error"].contains(member.key)
            }
        }
        return .object(members)
    }

    private func result(of task: SimulatedTask, host: String) -> JSONValue {
        let expiry = options.resultLifetime.map { "?expires=\(now + $0.milliseconds)" } ?? ""
        let urls = (1...task.recipe.count).map { number in
            JSONValue.string("\(host)/media/\(task.id)/\(number).\(task.recipe.format.fileExtension)\(expiry)")
        }
        return .object(
            (options.omitsOptionalFields ? [] : [.init("primary_url", urls[0])]) + [.init("urls", .array(urls))]
        )
    }

    private func newTask(
        _ request: GenerationCheck.Request, key: String?, digest: Digest, price: Number
    ) -> SimulatedTask {
        let number = tasks.count + 1
        var random = SplitMix64(seed: options.seed ^ 0x7461_736B, stream: UInt64(number))
        var queue = options.pace.queue.draw(from: &random)
        var work = options.pace.work(of: request.model.category).draw(from: &random)
        let fails = random.fraction() < options.failureProbability
        let choice = random.index(below: max(1, options.taskFailures.count))
        let marks = PromptMarks(request.prompt)
        if marks.isSlow { (queue, work) = (queue * 20, work * 20) }
        return SimulatedTask(
            number: number,
            id: "task_\(token(stream: UInt64.max - UInt64(number)))_\(number)",
            model: request.model.id,
            account: account,
            key: key,
            digest: digest,
            created: now,
            starts: now + queue,
            finishes: marks.isStuck ? .max : now + queue + work,
            reserved: price,
            failure: askedFailure(marks) ?? (fails ? failure(choice) : nil),
            goneResult: marks.goneResult,
            recipe: MediaRecipe(
                model: request.model, prompt: request.prompt, params: request.params, take: takes[digest, default: 0]
            )
        )
    }

    private func failure(_ index: Int) -> TaskFailure {
        options.taskFailures.indices.contains(index)
            ? options.taskFailures[index]
            : TaskFailure(code: "generation_failed", message: "The generation failed.")
    }

    private func askedFailure(_ marks: PromptMarks) -> TaskFailure? {
        guard marks.fails else { return nil }
        if let state = marks.endState {
            return TaskFailure(code: "task_\(state)", message: "The task was \(state).", state: state)
        }
        return marks.failureCode.map { TaskFailure(code: $0, message: "The generation failed.") } ?? failure(0)
    }

    private func isForgotten(_ task: SimulatedTask) -> Bool {
        options.keyRetention.map { now - task.created >= $0.milliseconds } ?? false
    }

    /// A task's id ends with its number, which saves a table of ids.
    func place(ofTask id: String) -> Int? {
        guard
            let number = id.split(separator: "_").last.flatMap({ Int($0) }), (1...max(1, tasks.count)).contains(number),
            tasks.indices.contains(number - 1), tasks[number - 1].id == id
        else { return nil }
        return number - 1
    }

    private mutating func remember(_ body: [UInt8]) {
        if recent.count == Self.recentLimit { recent.removeFirst() }
        recent.append(body)
    }

    private func checkContentType(_ request: SimulatorRequest) throws(APIError) {
        let type = request.header("content-type")?.prefix { $0 != ";" }.lowercased()
        guard type == "application/json" else { throw .validation("Content-Type must be application/json.") }
    }
}
