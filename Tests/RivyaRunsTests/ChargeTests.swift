import RivyaRuns
import RivyaSyntax
import Testing

struct ChargeTests {
    @Test(arguments: [
        (TaskReport.Status.queued, Number.whole(55), Number?.some(.whole(0)), Charge.reserved(.whole(55))),
        (.processing, .whole(55), nil, .reserved(.whole(55))),
        (.succeeded, .whole(55), .whole(50), .charged(.whole(50))),
        (.succeeded, .whole(55), nil, .reserved(.whole(55))),
        (.failed, .whole(55), .whole(0), .refunded(.whole(55))),
        (.failed, .whole(55), .whole(10), .charged(.whole(10))),
        // A refund that was not seen is not reported.
        (.failed, .whole(55), nil, .reserved(.whole(55))),
        (.other("expired"), .whole(55), .whole(0), .reserved(.whole(55))),
    ])
    func onlyWhatTheServiceSaidCounts(
        status: TaskReport.Status, reserved: Number, final: Number?, charge: Charge
    ) {
        let task = TaskReport(id: "t", status: status, reservedCredits: reserved, finalCredits: final)
        #expect(Charge(of: task) == charge)
        #expect(Charge(kind: charge.kind, credits: charge.credits) == charge)
    }

    @Test func withoutNumbersNothingIsKnown() {
        #expect(Charge(of: TaskReport(id: "t", status: .succeeded)) == .unknown)
        #expect(Charge(of: TaskReport(id: "t", status: .failed), reservedBefore: .whole(3)) == .reserved(.whole(3)))
    }

    @Test func aReportSumsOnlyWhatIsKnown() {
        let label = JobLabel(index: 1, model: "m")
        var report = JobReport(label, status: .succeeded, charge: .charged(.whole(5)))
        report.earlierCharges = [.refunded(.whole(5)), .charged(.whole(2))]
        #expect(report.credits == .whole(7))
        report.earlierCharges.append(.unknown)
        #expect(report.credits == nil)
        #expect(JobReport(label, status: .cached, charge: .notCharged).credits == .whole(0))
    }

    @Test func theBudgetCountsEstimatesUntilTheServiceIsHeard() {
        var budget = Budget(limit: .whole(100))
        #expect(budget.admit(job: 1, estimate: .whole(60)) == true)
        #expect(budget.admit(job: 2, estimate: .whole(50)) == false)
        budget.observed(job: 1, charge: .unknown)
        #expect(budget.total == .whole(60))
        budget.observed(job: 1, charge: .reserved(.whole(40)))
        #expect(budget.admit(job: 2, estimate: .whole(50)) == true)
        budget.observed(job: 2, charge: .refunded(.whole(50)))
        budget.observed(job: 1, charge: .charged(.whole(45)))
        #expect(budget.total == .whole(45))
        budget.nextTry(job: 1)
        #expect(budget.total == .whole(45))
        #expect(budget.admit(job: 1, estimate: .whole(55)) == true)
        #expect(budget.total == .whole(100))
    }
}
