import RivyaRuns
import Testing

struct JobGraphTests {
    private func started(_ graph: inout JobGraph) -> [Int] {
        var jobs: [Int] = []
        while let job = graph.start() { jobs.append(job) }
        return jobs
    }

    @Test func jobsStartInOrderAndDependantsAfterAllTheyNeed() {
        var graph = JobGraph()
        for (job, needs) in [(1, []), (2, []), (3, [1, 2]), (4, [3])] {
            #expect(graph.add(job, model: "m", after: needs) == nil)
        }
        #expect(started(&graph) == [1, 2])
        #expect(graph.finish(1, succeeded: true) == [])
        #expect(started(&graph) == [])
        #expect(graph.finish(2, succeeded: true) == [])
        #expect(started(&graph) == [3])
        #expect(!graph.isIdle)
        _ = graph.finish(3, succeeded: true)
        #expect(started(&graph) == [4])
        _ = graph.finish(4, succeeded: true)
        #expect(graph.isIdle)
    }

    @Test func aFailureSkipsAllThatDependOnIt() {
        var graph = JobGraph()
        for (job, needs) in [(1, []), (2, [1]), (3, [2]), (4, []), (5, [3, 4])] {
            _ = graph.add(job, model: "m", after: needs)
        }
        #expect(started(&graph) == [1, 4])
        let skipped = graph.finish(1, succeeded: false)
        #expect(
            skipped == [
                .init(job: 2, because: 1), .init(job: 3, because: 2), .init(job: 5, because: 3),
            ])
        #expect(graph.finish(4, succeeded: true) == [])
        #expect(started(&graph) == [])
        #expect(graph.isIdle)
        #expect(graph.add(6, model: "m", after: [3]) == .init(job: 6, because: 3))
        #expect(graph.add(7, model: "m", after: [4]) == nil)
        #expect(started(&graph) == [7])
    }

    @Test func anUnknownDependencyCountsAsFailed() {
        var graph = JobGraph()
        #expect(graph.add(1, model: "m", after: [9]) == .init(job: 1, because: 9))
    }

    @Test func aHeldModelWaitsAndOthersGoOn() {
        var graph = JobGraph()
        graph.hold("a")
        for (job, model) in [(1, "a"), (2, "b"), (3, "a")] { _ = graph.add(job, model: model, after: []) }
        #expect(started(&graph) == [2])
        #expect(graph.probe("a") == 1)
        _ = graph.finish(2, succeeded: true)
        _ = graph.finish(1, succeeded: true)
        #expect(!graph.isIdle)
        graph.release("a")
        #expect(started(&graph) == [3])
    }

    @Test func drainingGivesUpAllThatHasNotStarted() {
        var graph = JobGraph()
        graph.hold("b")
        for (job, model, needs) in [(1, "a", []), (2, "b", []), (3, "a", [1]), (4, "a", [])] {
            _ = graph.add(job, model: model, after: needs)
        }
        #expect(graph.start() == 1)
        #expect(graph.start() == 4)
        #expect(graph.start() == nil)
        #expect(graph.drain() == [2, 3])
        #expect(graph.finish(1, succeeded: true) == [])
        _ = graph.finish(4, succeeded: true)
        #expect(graph.isIdle)
    }

    @Test func jobsStartByTheirPlacesAndFreedOnesToo() {
        var graph = JobGraph()
        for (job, place, needs) in [(1, 3, []), (2, 0, []), (3, 2, []), (4, 1, [2])] {
            _ = graph.add(job, model: "m", after: needs, place: place)
        }
        #expect(graph.start(before: 0) == nil)
        #expect(graph.start(before: 3) == 2)
        _ = graph.finish(2, succeeded: true)
        #expect(started(&graph) == [4, 3, 1])
    }

    @Test func whatSomebodyWaitsForComesFirstWithWhatItNeeds() {
        var graph = JobGraph()
        for (job, needs) in [(1, []), (2, []), (3, []), (4, [3]), (5, []), (6, [])] {
            _ = graph.add(job, model: "m", after: needs, place: job)
        }
        graph.hurry([4, 6], before: 6)
        #expect(graph.start() == 3)
        _ = graph.finish(3, succeeded: true)
        #expect(started(&graph) == [4, 1, 2, 5, 6])
    }

    /// All of them together are hurried in vain: their order stays.
    @Test func waitingForAllJobsChangesNothing() {
        var graph = JobGraph()
        let places = [4, 0, 3, 1, 2]
        for (job, place) in places.enumerated() { _ = graph.add(job, model: "m", after: [], place: place) }
        graph.hurry(places.indices)
        graph.hurry([0])
        #expect(started(&graph).map { places[$0] } == [0, 1, 2, 3, 4])
    }

    @Test func manyJobsInAnyOrderStartByPlace() {
        var graph = JobGraph()
        for job in 0..<500 { _ = graph.add(job, model: "m", after: [], place: job * 37 % 500) }
        #expect(started(&graph).map { $0 * 37 % 500 } == Array(0..<500))
        #expect(graph.isIdle(before: 0) == false)
    }
}
