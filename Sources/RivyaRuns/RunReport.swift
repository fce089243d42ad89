package import RivyaSyntax

/// Why a run could not go on; decides the exit code (`Documentation/Language.md`, "Errors").
package enum FatalCause: String, Sendable, Hashable {
    /// The account has not enough credits.
    case credits
    /// The next request would have exceeded the budget.
    case budget
    /// A higher price than planned was not agreed to.
    case price
    /// The charge of a request is not known, and nothing more of its kind may leave.
    case charge
    /// The key is missing, wrong, or may not do this.
    case authentication
    /// The service could not be reached.
    case unreachable
    /// Results cannot be stored: nothing is sent whose result could not be kept.
    case results
    /// The ledger could not be written: nothing is sent that could not be remembered.
    case ledger
    /// The ledger is damaged, or not in its place any more: what was paid cannot be known.
    case ledgerLost = "ledger_lost"

    /// What an error of the ledger means for a run.
    init(_ error: StoreError) { self = error.hidesPayments ? .ledgerLost : .ledger }
}

/// What became of a run.
package struct RunReport: Sendable {
    /// The run's id, as `resume` takes it.
    package var run: String
    /// Every submitted job, by index.
    package var jobs: [JobReport]
    /// The first that occurred.
    package var fatal: JobFailure?
    package var fatalCause: FatalCause?
    /// The run was stopped from outside.
    package var stop: StopMode?
    package var seconds: Double
    /// Somebody has decided that its pilot was enough; other jobs are not in `jobs`.
    package var endedWithPilot = false

    package init(
        run: String,
        jobs: [JobReport],
        fatal: JobFailure? = nil,
        fatalCause: FatalCause? = nil,
        stop: StopMode? = nil,
        seconds: Double
    ) {
        self.run = run
        self.jobs = jobs
        self.fatal = fatal
        self.fatalCause = fatalCause
        self.stop = stop
        self.seconds = seconds
    }

    /// All jobs succeeded, by paying or from the ledger.
    package var isSuccess: Bool { jobs.allSatisfy(\.status.isSuccess) && fatal == nil && stop == nil }

    /// Jobs that ended in this way.
    package func count(_ status: JobStatus) -> Int { jobs.count { $0.status == status } }

    /// What the service said it finally took, in this run.
    package var chargedCredits: Number {
        charges.reduce(.whole(0)) { sum, charge in
            if case .charged(let credits) = charge { sum + credits } else { sum }
        }
    }

    /// What is reserved without a final word.
    package var reservedCredits: Number {
        charges.reduce(.whole(0)) { sum, charge in
            if case .reserved(let credits) = charge { sum + credits } else { sum }
        }
    }

    /// Jobs that may have cost something nobody saw.
    package var unknownCharges: Int { charges.count { $0 == .unknown } }

    /// Jobs whose tasks somebody else pays for.
    package var sharedCount: Int { jobs.count { $0.isShared } }

    /// Some job goes on at the service, waits to be fetched, or is to be asked about: `resume` has work.
    package var isResumable: Bool { jobs.contains(where: \.isOpen) }

    private var charges: [Charge] { jobs.flatMap { $0.earlierCharges + [$0.charge] } }
}

/// How a run is stopped from outside.
package enum StopMode: String, Sendable, Hashable, Comparable {
    /// Nothing more is sent; what runs is finished.
    case drain
    /// What runs is left open at the service, as the ledger knows it.
    case now

    package static func < (a: StopMode, b: StopMode) -> Bool { a == .drain && b == .now }
}
