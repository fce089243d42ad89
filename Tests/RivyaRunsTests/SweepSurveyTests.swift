import RivyaRuns
import RivyaSyntax
import Testing

struct SweepSurveyTests {
    private typealias Cell = (values: [String], statement: UInt32, needs: [Int])

    private func survey(_ cells: [Cell]) -> SweepSurvey {
        var survey = SweepSurvey()
        for cell in cells {
            survey.add(
                axes: cell.values.enumerated().map { Axis("axis\($0)", .string($1)) }, file: "s.rivya",
                offset: cell.statement, dependencies: cell.needs)
        }
        return survey
    }

    /// Every combination of so many values, the last axis fastest.
    private func product(_ sizes: [Int]) -> [Cell] {
        sizes.reduce([[]]) { rows, size in rows.flatMap { row in (0..<size).map { row + ["\($0)"] } } }
            .map { ($0, 0, []) }
    }

    /// The jobs in the order in which they start.
    private func jobs(_ order: RunOrder) -> [Int] {
        (1...order.count).sorted { order.place(of: $0) < order.place(of: $1) }
    }

    @Test func theDiagonalComesFirstAndThenTheOneBesideIt() {
        let cells = product([4, 2])
        let order = survey(cells).order()
        #expect(
            jobs(order).map { cells[$0 - 1].values.joined() } == ["00", "11", "20", "31", "01", "10", "21", "30"])
        #expect(order.pilotCount == 4)
    }

    @Test func oneAxisIsTheOrderOfTheScript() {
        let order = survey(product([5])).order()
        #expect(jobs(order) == [1, 2, 3, 4, 5])
        #expect(order.pilotCount == 5)
    }

    @Test func noAxisNeedsOneCellOfEachStatement() {
        let order = survey([([], 1, []), ([], 1, []), ([], 2, [])]).order()
        #expect(jobs(order) == [1, 3, 2])
        #expect(order.pilotCount == 2)
    }

    @Test(arguments: [[3, 3], [2, 5, 3], [7, 1, 2], [4, 4, 4], [1], [6, 9]])
    func aPilotOfAWholeGridIsAsLongAsItsLongestAxis(_ sizes: [Int]) {
        let cells = product(sizes)
        let order = survey(cells).order()
        #expect(order.pilotCount == sizes.max())
        #expect(jobs(order).map { order.place(of: $0) } == Array(cells.indices))
        // Wherever it stops after a whole diagonal, every value of an axis was taken as often as it can be.
        let longest = sizes.max() ?? 1
        for end in stride(from: longest, through: cells.count, by: longest) {
            let done = jobs(order).prefix(end).map { cells[$0 - 1].values }
            for (axis, size) in sizes.enumerated() {
                let counts = (0..<size).map { value in done.count { $0[axis] == "\(value)" } }
                let rounds = (end / longest)
                #expect(counts.min()! >= rounds * (longest / size), "\(sizes) \(end)")
                #expect(counts.max()! <= rounds * ((longest + size - 1) / size), "\(sizes) \(end)")
            }
        }
    }

    /// Sweeps with holes: the diagonal has not all that is wanted.
    @Test(arguments: 1...40)
    func everyValueAppearsInThePilot(_ seed: UInt64) {
        var generator = SplitGenerator(state: seed)
        let cells = product([4, 3, 3]).filter { _ in Bool.random(using: &generator) }
        guard !cells.isEmpty else { return }
        let order = survey(cells).order()
        let pilot = (1...cells.count).filter(order.isPilot)
        #expect(pilot.count == order.pilotCount)
        for axis in 0..<3 {
            let all = Set(cells.map { $0.values[axis] })
            #expect(Set(pilot.map { cells[$0 - 1].values[axis] }) == all)
        }
        #expect(jobs(order).prefix(pilot.count).sorted() == pilot)
    }

    @Test func whatIsPaidForNeedsNoPilot() {
        let cells = product([4, 2])
        let order = survey(cells).order(paid: [1, 4])
        #expect((1...8).filter(order.isPilot).map { cells[$0 - 1].values[0] } == ["2", "3"])
        #expect(survey(cells).order(paid: Set(1...7)).pilotCount == 0)
    }

    @Test func whatAPilotNeedsBelongsToItPaidForOrNot() {
        let cells: [Cell] = [(["fox"], 1, []), (["fox", "ink"], 2, [1]), (["fox", "oil"], 2, [1])]
        #expect((1...3).filter(survey(cells).order().isPilot) == [1, 2, 3])
        #expect((1...3).filter(survey(cells).order(paid: [1, 2]).isPilot) == [1, 3])
    }

    @Test func eachStatementAppearsWithoutMoreCellsThanValues() {
        // Two statements in one loop over three values.
        let cells: [Cell] = (0..<3).flatMap { value in [1, 2].map { (["\(value)"], UInt32($0), []) } }
        let order = survey(cells).order()
        #expect(order.pilotCount == 3)
        let pilot = (1...6).filter(order.isPilot).map { cells[$0 - 1] }
        #expect(Set(pilot.map(\.statement)) == [1, 2])
        #expect(Set(pilot.map { $0.values[0] }).count == 3)
    }

    @Test func furtherTakesComeAfterAllFirstOnes() {
        var survey = SweepSurvey()
        for subject in ["fox", "owl"] {
            for take in 1...3 {
                survey.add(
                    axes: [Axis("subject", .string(subject)), Axis("take", .number(.whole(take)))], file: "s.rivya",
                    offset: 0, dependencies: [])
            }
        }
        #expect(jobs(survey.order()) == [1, 4, 2, 5, 3, 6])
        #expect(survey.order().pilotCount == 2)
    }

    @Test func jobsThatWereNotPlannedFollowInTheirOrder() {
        let order = survey(product([2, 2])).order()
        #expect([5, 6, 7].map { order.place(of: $0) } == [4, 5, 6])
        #expect(!order.isPilot(5))
        #expect(RunOrder().place(of: 3) == 2)
    }
}

/// The same numbers everywhere.
private struct SplitGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
