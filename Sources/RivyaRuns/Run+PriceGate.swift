import Synchronization

/// Waiting at the gate of prices.
extension Run {
    /// A budget, or a consent to what the plan says, limits what the run may spend.
    var isLimited: Bool { settings.budget != nil || settings.approve != nil }

    /// Waits until a request of the kind may leave; it holds no place of `concurrency` meanwhile.
    ///
    /// - Returns: false where the run ends before.
    func enterGate(_ kind: PriceGate.Kind, job: Int) async -> Bool {
        while true {
            let turn: RunState.Turn = state.withLock { $0.enterGate(kind, job) }
            switch turn {
            case .pass: return true
            case .never: return false
            case .wait(let opening):
                wake()
                for await _ in opening { break }
                state.withLock { $0.stopWaitingAtGate() }
                if Task.isCancelled { return false }
            }
        }
    }

    func leaveGate(_ kind: PriceGate.Kind, job: Int, _ end: PriceGate.End) {
        changeGate(kind) { $0.leave(kind, job, end) }
    }

    /// See `PriceGate.makeWay`.
    func makeWayAtGate(_ kind: PriceGate.Kind, job: Int) {
        changeGate(kind) { $0.makeWay(kind, job) }
    }

    private func changeGate(_ kind: PriceGate.Kind, _ body: (inout PriceGate) -> Void) {
        let waiters = state.withLock { $0.changeGate(kind, body) }
        for waiter in waiters { waiter.finish() }
        wake()
    }

    /// Everybody looks again, because something beside the prices has changed.
    func wakeGate() {
        let waiters = state.withLock { $0.takeGateWaiters() }
        for waiter in waiters { waiter.finish() }
        wake()
    }
}

extension RunState {
    enum Turn {
        case pass
        /// The run sends nothing more.
        case never
        /// Ends when it is worth asking again.
        case wait(AsyncStream<Never>)
    }

    mutating func enterGate(_ kind: PriceGate.Kind, _ job: Int) -> Turn {
        if isHalted { return .never }
        if questions == 0, priceGate.enter(kind, job) {
            holdAtGate(kind)
            return .pass
        }
        let (stream, waiter) = AsyncStream.makeStream(of: Never.self)
        gateWaiters[kind, default: []].append(waiter)
        atGate += 1
        parked += 1
        return .wait(stream)
    }

    mutating func stopWaitingAtGate() {
        atGate -= 1
        parked -= 1
    }

    /// - Returns: who is to be told.
    mutating func changeGate(
        _ kind: PriceGate.Kind, _ body: (inout PriceGate) -> Void
    ) -> [AsyncStream<Never>.Continuation] {
        body(&priceGate)
        holdAtGate(kind)
        return gateWaiters.removeValue(forKey: kind) ?? []
    }

    mutating func takeGateWaiters() -> [AsyncStream<Never>.Continuation] {
        defer { gateWaiters = [:] }
        return gateWaiters.values.flatMap(\.self)
    }

    /// Everything that is left waits for a price that nobody will tell.
    var isStuckAtGate: Bool {
        priceGate.hasUnknown && questions == 0 && (isComplete || isWaitedFor) && isOnlyHeldAtGate(running: atGate)
    }
}
