import RivyaCatalog

extension JobExecution {
    /// Times that the task is asked for fresh URLs when a result cannot be had with those at hand.
    private static let renewals = 2
    /// Calls for one URL while a fresh one may do better; with the last URL as many as are granted.
    private static let callsBeforeRenewal = 4
    /// How long a task that succeeded is waited for until it names its results.
    private static let lateResults = Duration.seconds(30)

    /// Brings here what is not here yet. Each result goes its own way: where one is gone, the others are fetched all the
    /// same.
    func fetchAll(_ delivery: inout Delivery, have: [StoredFile]) async {
        do throws(Undelivered) {
            // A file may be noted more than once, at several places.
            for file in have where delivery.files[file.number] == nil {
                delivery.files[file.number] =
                    delivery.isPlaced ? file.path : try await located(file, of: delivery.urls.count, row: delivery.row)
            }
            try await takeRefused(&delivery)
            guard delivery.urls.count == 0 || !delivery.missing.isEmpty else { return }
            if delivery.urls.count == 0 || delivery.asksFirst {
                do throws(Undelivered) {
                    try await renew(&delivery)
                } catch {
                    // The URLs at hand may be good all the same.
                    if error.isFinal || delivery.urls.count == 0 { throw error }
                }
            }
            for round in 0...Self.renewals {
                if round > 0 {
                    try await pause(round)
                    do throws(Undelivered) {
                        try await renew(&delivery)
                    } catch {
                        if error.isFinal { throw error }
                        // What kept the result from coming says more than that nobody can be asked about it.
                        return
                    }
                }
                delivery.problems = [:]
                for number in delivery.missing { try await fetch(number, &delivery, round: round) }
                if delivery.problems.isEmpty { return }
            }
        } catch {
            delivery.end = error.failure
        }
    }

    /// One result, or the reason why it is not here.
    private func fetch(_ number: Int, _ delivery: inout Delivery, round: Int) async throws(Undelivered) {
        do throws(Undelivered) {
            let (file, remark) = try await fetch(
                delivery.urls[number], number: number, of: delivery.urls.count, row: delivery.row, round: round)
            delivery.files[number] = file.path
            if let remark {
                delivery.remarks.append(delivery.urls.count > 1 ? "result \(number): \(remark)" : remark)
            }
            if delivery.missing.isEmpty {
                delivery.last = file
            } else {
                try await note(file, row: delivery.row)
                emit(.saved(path: file.path))
            }
        } catch {
            if Task.isCancelled { throw .stopped }
            if error.isFinal { throw error }
            delivery.problems[number] = error.failure
        }
    }

    /// The first fresh URL is asked for at once: the one at hand may simply have expired.
    private func pause(_ round: Int) async throws(Undelivered) {
        guard round > 1 else { return }
        do {
            try await run.clock.sleep(for: min(run.settings.poll, .seconds(2)))
        } catch {
            throw .stopped
        }
    }

    /// Where a file lies that an earlier process has stored: for a job of this run where this run wants it. nil where it
    /// is gone.
    private func located(_ file: StoredFile, of count: Int, row: StoredJobID) async throws(Undelivered) -> String? {
        let placed = try await FileWork.run { () throws(Undelivered) -> StoredFile? in
            guard isIntact(file) else { return nil }
            return job == nil ? file : try place(file, of: count)
        }
        guard let placed else { return nil }
        if placed.path != file.path {
            try await commit(placed)
            try await note(placed, row: row)
        }
        return placed.path
    }

    /// Asks the task for its URLs anew. They may come a little later than the word that it succeeded.
    private func renew(_ delivery: inout Delivery) async throws(Undelivered) {
        var waited = Duration.zero
        var wait = Duration.seconds(1)
        while true {
            let task: TaskReport
            do {
                task = try await run.service.task(delivery.taskID) { error, wait in
                    guard let wait else { return }
                    emit(.retrying(operation: "status", message: error.message, after: wait))
                }
            } catch {
                if Task.isCancelled { throw .stopped }
                throw Undelivered(failure: JobFailure(error.error, what: "the task could not be asked for its result"))
            }
            if !task.urls.isEmpty {
                try await note(task, &delivery)
                return
            }
            guard waited < min(Self.lateResults, timeout) else { throw nameless(task) }
            let message = "the task is `\(task.status.text)` and names no result yet"
            emit(.retrying(operation: "status", message: message, after: wait))
            do {
                try await run.clock.sleep(for: wait)
            } catch {
                throw .stopped
            }
            waited += wait
            wait = min(wait * 2, .seconds(8))
        }
    }

    private func nameless(_ task: TaskReport) -> Undelivered {
        let said = task.failure.map { ": \($0.message)" } ?? ""
        let state = task.status == .succeeded ? "" : ", which is `\(task.status.text)` by now\(said)"
        return Undelivered(
            failure: JobFailure(
                task.failure?.code ?? "no_result", "the service names no result for the task `\(task.id)`\(state)"))
    }

    /// Fresh URLs go into the ledger, so that whoever takes the job up has them.
    private func note(_ task: TaskReport, _ delivery: inout Delivery) async throws(Undelivered) {
        let old = delivery.urls
        delivery.urls.renew(task.urls)
        guard let charge = delivery.charge, delivery.urls != old else { return }
        var renewed = task
        renewed.urls = delivery.urls.all
        do {
            try await run.store.observed(delivery.row, task: renewed, charge: charge, at: run.clock.calendar)
        } catch {
            throw failed(error)
        }
    }

    // MARK: One file

    private func fetch(
        _ url: String, number: Int, of count: Int, row: StoredJobID, round: Int
    ) async throws(Undelivered) -> (StoredFile, remark: String?) {
        emit(.downloading(url: url))
        let guess = Self.pathExtension(ofURL: url) ?? usualExtension
        let part = LocalFile(
            try located(partialPlace, ext: guess, number: number, of: count) + ".\(row.rawValue)-\(number).part")
        let download: Download
        do {
            download = try await run.service.download(
                url, to: part.path, isContinued: isTakenUp || round > 0,
                calls: round < Self.renewals ? Self.callsBeforeRenewal : nil
            ) { error, wait in
                guard let wait else { return }
                emit(.retrying(operation: "download", message: error.message, after: wait))
            }
        } catch {
            if error.error.kind == .local { try await suspect(part) }
            throw Undelivered(failure: JobFailure(error.error, what: "the result could not be downloaded"))
        }
        do throws(Undelivered) {
            let incoming = Incoming(
                part: part, url: url, guess: guess, number: number, count: count, row: row,
                isLast: round == Self.renewals, isRepeated: round > 0)
            let (file, remark) = try await FileWork.run { () throws(Undelivered) in try install(incoming, download) }
            try await commit(file)
            return (file, remark)
        } catch {
            guard error.isFinal else { throw error }
            // What did not fit has been taken away again, so that the disk does not look full.
            if error.isLackOfSpace {
                run.fail(.results, ResultFolder.full(LexicalPath.folder(of: part.path)))
            } else {
                try await suspect(part)
            }
            throw error
        }
    }

    /// After something went wrong with a file: where its folder takes no more results, no more are paid for.
    private func suspect(_ part: LocalFile) async throws(Undelivered) {
        do throws(JobFailure) {
            try await FileWork.run { [folder] () throws(JobFailure) in
                try folder.checkUse(of: LexicalPath.folder(of: part.path))
            }
        } catch {
            run.fail(.results, error)
            throw Undelivered(failure: error, isFinal: true)
        }
    }

    func commit(_ file: StoredFile) async throws(Undelivered) {
        do {
            try await folder.commit(file.path)
        } catch {
            throw Undelivered(error)
        }
    }

    func note(_ file: StoredFile, row: StoredJobID) async throws(Undelivered) {
        do {
            try await run.store.stored(row, file: file, at: run.clock.calendar)
        } catch {
            throw failed(error)
        }
    }

    private func failed(_ error: StoreError) -> Undelivered {
        let failure = JobFailure(ledger: error)
        run.fail(FatalCause(error), failure)
        return Undelivered(failure: failure, isFinal: true)
    }

    func remember(_ file: StoredFile, row: StoredJobID) async throws(Ended) {
        emit(.saved(path: file.path))
        try await stored { () async throws(StoreError) in
            try await run.store.stored(row, file: file, at: run.clock.calendar)
        }
    }
}
